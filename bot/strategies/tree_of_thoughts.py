"""Tree of thoughts: several next steps are proposed, valued, and only the best are grown on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.completion import Sampling, defused
from bot.core.errors import ModelUnusable
from bot.core.final_answer import stated
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import ending, found, messages
from bot.strategies.parts.together import together
from bot.strategies.parts.valuing import Valuing

ABOUT = About(
    family="search",
    paper="Yao et al., 2023, arXiv:2305.10601",
    usual_calls="5 to 22",
    told={
        "en": Told(
            title="Tree of thoughts",
            does="Up to three next steps are proposed from each state, and each is valued (surely, "
            "perhaps, not from here; false arithmetic counts as not). The two best are grown on, "
            "three levels deep; the best leaf gives the answer.",
            helps="Search, where a first step often leads nowhere: the game of 24, puzzles with "
            "many constraints.",
            hurts="Everything else: it costs ten times the tokens and more, and on school maths "
            "it was reported to lower models of 7 and 8 billion parameters.",
            facts={"nodes": "Thoughts", "pruned": "Pruned", "depth": "Levels"},
        ),
        "zh": Told(
            title="思维树（Tree of Thoughts）",
            does="从每个状态提出至多三个下一步，逐个估值（一定行、也许行、走不通；算错的直接算走不通）。"
            "最好的两个继续生长，共三层；由最好的叶子给出答案。",
            helps="需要搜索、第一步常走进死路的题：24 点、约束很多的谜题。",
            hurts="其他题：token 要十倍以上；在小学数学题上，有报告称它反而拉低 7B、8B 模型的"
            "成绩。",
            facts={"nodes": "思路数", "pruned": "剪掉", "depth": "层数"},
        ),
    },
)
DEPTH, WIDTH, KEPT = 3, 3, 2
_PROPOSE = {
    "en": "{so_far}Propose up to {width} different next steps, none of them the whole solution "
    "unless only one step is missing. One short sentence each, with what it comes to.",
    "zh": "{so_far}提出至多 {width} 个不同的下一步；除非只差一步，否则不要直接写出完整解答。"
    "每个一句短话，写明得到什么。",
}
_SO_FAR = {"en": "So far:\n{thoughts}\n\n", "zh": "目前的思路：\n{thoughts}\n\n"}
_END = {
    "en": "{so_far}Finish from here, briefly. {ending}",
    "zh": "{so_far}从这里简短地收尾。{ending}",
}
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "thoughts": {
            "type": "array",
            "items": {"type": "string", "maxLength": 160},
            "maxItems": WIDTH,
        }
    },
    "required": ["thoughts"],
    "additionalProperties": False,
}
_PROPOSING, _SAMPLING = Sampling(temperature=0.7, limit=240), Sampling(limit=400)


@dataclass(frozen=True, slots=True)
class _State:
    """A path of thoughts with the step of its last one; no step at the root."""

    thoughts: tuple[str, ...] = ()
    step: int | None = None
    worth: float = 1.0

    @property
    def parents(self) -> tuple[int, ...]:
        return () if self.step is None else (self.step,)


async def run(sheet: Worksheet) -> str | None:
    """Breadth first; proposals of one level at once, then their values at once."""
    valuing = Valuing(sheet)
    frontier, nodes, pruned, depth = [_State()], 0, 0, 0
    while depth < DEPTH and not _done(sheet, frontier[0]):
        grown = await _grown(sheet, valuing, frontier)
        if not grown:
            break
        depth += 1
        ranked = sorted(grown, key=lambda one: (-one.worth, one.step))
        hopeful = [one for one in ranked if one.worth > 0][:KEPT]
        for one in ranked:
            sheet.mark(*one.parents, state="kept" if one in hopeful else "pruned")
        nodes, pruned = nodes + len(ranked), pruned + len(ranked) - len(hopeful)
        sheet.facts.update({"nodes": nodes, "pruned": pruned, "depth": depth})
        if not hopeful:
            break
        frontier = hopeful
    best = frontier[0]
    end = sheet.pick(_END).format(so_far=_so_far(sheet, best), ending=ending(sheet))
    return found(sheet, await sheet.ask(messages(sheet, end), _SAMPLING, parents=best.parents))


def _done(sheet: Worksheet, state: _State) -> bool:
    return bool(state.thoughts) and stated(state.thoughts[-1], sheet.problem.kind) is not None


async def _grown(sheet: Worksheet, valuing: Valuing, frontier: Sequence[_State]) -> list[_State]:
    """The next level, each state valued."""
    proposed = await together([_proposed(sheet, one) for one in frontier])
    states = [
        _State((*parent.thoughts, thought), sheet.note("thought", "", thought, parents=[by]).id)
        for parent, (by, thoughts) in zip(frontier, proposed, strict=True)
        for thought in thoughts
    ]

    async def valued(state: _State) -> _State:
        worth = await valuing.worth(state.thoughts, *state.parents)
        return _State(state.thoughts, state.step, worth)

    return await together([valued(one) for one in states])


async def _proposed(sheet: Worksheet, state: _State) -> tuple[int, list[str]]:
    """The step of the proposal, and different next thoughts; none where the model keeps to no
    shape."""
    asked = sheet.pick(_PROPOSE).format(so_far=_so_far(sheet, state), width=WIDTH)
    try:
        step, value = await sheet.fill(
            messages(sheet, asked), _SCHEMA, _PROPOSING, kind="plan", parents=state.parents
        )
    except ModelUnusable:
        return -1, []
    thoughts = [" ".join(str(one).split()) for one in value.get("thoughts", ())]
    return step, [one for one in dict.fromkeys(thoughts) if one][:WIDTH]


def _so_far(sheet: Worksheet, state: _State) -> str:
    if not state.thoughts:
        return ""
    shown = "\n".join(f"- {defused(one)}" for one in state.thoughts)
    return sheet.pick(_SO_FAR).format(thoughts=shown)
