"""The lint of a bank: each rule a small function, every problem of every file in one run."""

from collections.abc import Callable, Iterator
from pathlib import Path

from dlquiz.check import predict, question, whole
from dlquiz.check.bank import Checked, Told, look_at
from dlquiz.check.whole import Seen
from dlquiz.load import Finding
from dlquiz.pack import Pack
from dlquiz.question import Question

__all__ = ["QUESTION_RULES", "WHOLE_RULES", "Checked", "check", "check_bank", "look_at", "within"]

QUESTION_RULES: tuple[Callable[[Checked, Question], Iterator[Told]], ...] = (
    question.latex,
    question.todo,
    question.one_right_option,
    question.repeated_option,
    question.option_lengths,
    question.uneven_table,
    question.wide_table,
    question.unknown_follow_up,
    question.retired_follow_up,
    question.follow_up_to_itself,
    question.unknown_source,
    question.no_demo,
    question.unknown_demo,
    question.says_another_thing,
    question.unknown_row,
    predict.unknown_arm,
    predict.unknown_quantity,
    predict.unrecorded_demo,
    predict.unknown_knob,
    predict.knob_value,
    predict.unknown_placeholder,
    predict.untold_knob,
)
WHOLE_RULES: tuple[Callable[[Checked], Iterator[Seen]], ...] = (
    whole.empty_bank,
    whole.modeline,
    whole.file_name,
    whole.unexpected_file,
    whole.duplicate_id,
    whole.unknown_move,
    whole.one_name_two_claims,
    whole.demo_form,
    whole.demo_length,
    whole.demo_todo,
    whole.unused_demo,
    whole.right_is_longest,
    whole.right_is_shortest,
    whole.unconnected_topic,
)


def check(bank: Checked) -> list[Finding]:
    """All that is wrong with a bank, file by file and line by line."""
    found = [finding for file in bank.files for finding in file.findings]
    for file, draft in bank.drafts():
        for rule in QUESTION_RULES:
            found += [
                Finding(file.path, file.line(*place), what, try_, rule_name(rule))
                for place, what, try_ in rule(bank, draft)
            ]
    for law in WHOLE_RULES:
        found += [Finding(path, line, what, try_, rule_name(law)) for path, line, what, try_ in law(bank)]
    return sorted(found, key=lambda finding: (finding.path, finding.line))


def check_bank(pack: Pack) -> list[Finding]:
    """All that is wrong with the bank in `pack`."""
    return check(look_at(pack))


def rule_name(rule: Callable[..., object]) -> str:
    """The name of a rule, as its findings carry it."""
    return rule.__name__.replace("_", "-")


def within(findings: list[Finding], path: Path) -> list[Finding]:
    """The findings about the file, or the files under the folder, at `path`."""
    return [finding for finding in findings if finding.path.resolve().is_relative_to(path.resolve())]
