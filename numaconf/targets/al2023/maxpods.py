"""`spec.kubelet.maxPodsExpression`: the part of CEL that people write there.

Source: awslabs/amazon-eks-ami `nodeadm/internal/kubelet/eni_max_pods.go` (2026-07). The expression has the integers
`default_enis`, `ips_per_eni` and `max_pods` (the ENI limit); no functions. kubeReserved.memory follows its result.
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

from numaconf.documents.numbers import whole

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(r"\s*(\d+(?![.\w])|[A-Za-z_]\w*|<=|>=|==|!=|&&|\|\||[-+*/%()<>?:!])")
_INT32 = (1 << 31) - 1


class _NotFollowed(Exception):
    pass


def evaluate(expression: str, max_pods: int) -> int | None:
    """The pods that an expression gives for a type with that ENI limit; None where it is not followed here
    (functions, decimals, the other two variables, an error that nodeadm answers with the ENI limit).
    """
    if len(expression) > 1000:
        return None
    try:
        value = _Parser(expression, {"max_pods": max_pods}).whole()
    except (_NotFollowed, ZeroDivisionError):
        return None
    return value if type(value) is int and 0 < value <= _INT32 else None


def _integers(left: int, right: int, work: Callable[[int, int], int]) -> int:
    if type(left) is not int or type(right) is not int:
        raise _NotFollowed
    return work(left, right)


def _divide(left: int, right: int) -> int:
    """CEL divides as Go does: towards zero."""
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


_LEVELS: tuple[dict[str, Callable[[int, int], int]], ...] = (
    {"||": lambda a, b: bool(a or b)},
    {"&&": lambda a, b: bool(a and b)},
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne},
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": _divide, "%": lambda a, b: a - b * _divide(a, b)},
)


class _Parser:
    def __init__(self, text: str, variables: dict[str, int]) -> None:
        self.variables, self.tokens, at = variables, list[str](), 0
        text = text.strip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise _NotFollowed
            self.tokens.append(match[1])
            at = match.end()
        self.tokens.append("")

    def whole(self) -> int:
        value = self.choice()
        if self.tokens != [""]:
            raise _NotFollowed
        return value

    def choice(self) -> int:
        condition = self.level(0)
        if self.tokens[0] != "?":
            return condition
        self.take("?")
        yes = self.level(0)
        self.take(":")
        no = self.choice()
        if type(condition) is not bool or type(yes) is not type(no):
            raise _NotFollowed
        return yes if condition else no

    def level(self, depth: int) -> int:
        if depth == len(_LEVELS):
            return self.unary()
        value = self.level(depth + 1)
        while self.tokens[0] in _LEVELS[depth]:
            work = _LEVELS[depth][self.tokens.pop(0)]
            right = self.level(depth + 1)
            if depth < 2 and not (type(value) is bool and type(right) is bool):
                raise _NotFollowed
            value = _integers(value, right, work) if depth >= 2 else work(value, right)
        return value

    def unary(self) -> int:
        word = self.tokens.pop(0)
        if word == "(":
            value = self.choice()
            self.take(")")
            return value
        if word == "-":
            return -_integers(self.unary(), 0, operator.add)
        if word.isdecimal():
            return whole(word)
        if word in self.variables and self.tokens[0] != "(":
            return self.variables[word]
        raise _NotFollowed

    def take(self, word: str) -> None:
        if self.tokens.pop(0) != word:
            raise _NotFollowed
