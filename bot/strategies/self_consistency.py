"""Self-consistency: several chains of thought are sampled, and their answers vote."""

from bot.core.completion import Sampling
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import ending, messages
from bot.strategies.parts.voting import elected, read

ABOUT = About(
    family="voting",
    paper="Wang et al., 2022, arXiv:2203.11171",
    usual_calls="8",
    told={
        "en": Told(
            title="Self-consistency",
            does="Eight chains are sampled at temperature 0.7, all at once, and the answer that "
            "most of them come to wins. Their agreement says how sure that is.",
            helps="Problems with one short answer that can be reached in several ways, where the "
            "model is right more often than it makes any one mistake.",
            hurts="Where the most frequent answer is wrong, more samples make it surer; open "
            "answers have no votes to count; it costs eight times the tokens.",
        ),
        "zh": Told(
            title="自洽性投票",
            does="以温度 0.7 同时采样八条思维链，多数链得出的答案胜出；一致率说明有多可靠。",
            helps="答案简短唯一、又有多条路可走的题，只要模型答对的次数多于任何一种错法。",
            hurts="如果最常见的答案本身就错，样本越多错得越笃定；开放式回答无法计票；"
            "token 要八倍。",
        ),
    },
)
SAMPLES = 8
_THINK = {"en": "Think step by step.", "zh": "请一步一步思考。"}
_SAMPLING = Sampling(temperature=0.7, limit=512)


async def run(sheet: Worksheet) -> str | None:
    """Eight calls at once."""
    asked = messages(sheet, f"{sheet.pick(_THINK)} {ending(sheet)}")
    written = await sheet.samples(asked, SAMPLES, _SAMPLING)
    return elected(sheet, read(sheet, written), asked=SAMPLES)
