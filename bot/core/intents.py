"""What words mean that are said under feedback: a question about it, an objection, or an answer.

Whatever may be an answer is one: it is worse to leave an answer unread than to read an aside as
one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 1000
"""Characters from which on words are an answer, unless they begin as another try."""
_ASIDE, _ASIDE_ZH = 90, 36
"""Characters that a question about feedback may have."""
_OBJECTION, _OBJECTION_ZH = 120, 40
"""Characters that may follow `I disagree` where they name neither a verdict nor what was said."""


class Intent(StrEnum):
    """What is wanted: `WHY` a verdict fell as it did, to be shown the reference answer (`SHOW`),
    `DISAGREE` with a verdict, `RETRY` the question itself, or to `ANSWER` what was asked last."""

    WHY = "why"
    SHOW = "show"
    DISAGREE = "disagree"
    RETRY = "retry"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Meant:
    """An intent and its words: of another try the answer alone."""

    intent: Intent
    text: str


def meant(text: str) -> Meant:
    """What words said under feedback mean."""
    plain = text.translate(_ONE_WIDTH).strip()
    address = _ADDRESS.match(plain)
    said = plain[address.end() :] if address else plain
    opening = _OPENING.match(said)
    ways = dict.fromkeys((said[opening.end() :] if opening else said, said))
    for one in ways:
        if again := _AGAIN.fullmatch(one) or _AGAIN_ZH.fullmatch(one):
            answer = _MARKS.sub("", again["rest"]).strip()
            return Meant(Intent.RETRY, text.strip()[-len(answer) :] if answer else "")
    if len(plain) <= LONGEST:
        for one in ways:
            bare = _CLOSING.sub("", one)
            if _shows(bare):
                return Meant(Intent.SHOW, text)
            if _asks_why(bare, addressed=bool(address)):
                return Meant(Intent.WHY, text)
            if _disagrees(one):
                return Meant(Intent.DISAGREE, text)
    return Meant(Intent.ANSWER, text)


def _asks_why(text: str, *, addressed: bool) -> bool:
    if addressed and _WHY_BEGINS.match(text):
        return len(text) <= 2 * _ASIDE
    if not _is_aside(text) or _REASON.search(text):
        return False
    return bool(_WHY.fullmatch(text) or _WHY_ZH.fullmatch(text)) or _only_of_grading(text)


def _only_of_grading(text: str) -> bool:
    """Whether it begins with why and has no other words than those that speak of verdicts."""
    begins = _WHY_BEGINS.match(text)
    if not begins:
        return False
    rest = text[begins.end() :]
    if text.isascii():
        words = re.findall(r"[a-z0-9#%']+", rest.casefold())
        return all(one in _OF_GRADING or re.fullmatch(r"c?#?\d+%?", one) for one in words)
    return bool(_OF_GRADING_ZH.fullmatch(rest))


def _shows(text: str) -> bool:
    return _is_aside(text) and bool(_SHOW.fullmatch(text) or _SHOW_ZH.fullmatch(text))


def _disagrees(text: str) -> bool:
    """Whether words object to a verdict: they name it, or what their author said before."""
    if _OBJECTS.match(text) or _OBJECTS_ZH.match(text):
        return True
    for pattern, most in ((_DISAGREE, _OBJECTION), (_DISAGREE_ZH, _OBJECTION_ZH)):
        if found := pattern.fullmatch(text):
            rest = found["rest"] or ""
            return len(rest) <= most or bool(_OWN_WORDS.search(rest[: 2 * most]))
    return False


def _is_aside(text: str) -> bool:
    return len(text) <= (_ASIDE if text.isascii() else _ASIDE_ZH)


def _read(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.DOTALL)


_ONE_WIDTH = str.maketrans("’：，；！？（）", "':,;!?()")
_ADDRESS = _read(r"(?:(?:hey|hi|hello|嗨|你好)[\s,，]*)? @?(?:coach|教练) [\s,:，：]+")
_OPENING = _read(
    r"""(?:(?:hm+|well|ok(?:ay)?|but|so|and|wait|sorry|please|pls|um+
    |那么?|但是?|可是?|所以|等等|等一下|请问|嗯+) (?:[\s,.!…，。]+ | (?=[为凭怎我])) )*+"""
)
_MARKS = re.compile(r"^[ \t,.:;。!?—–-]+|\s+$")
_CLOSING = re.compile(r"[\s?？!！.。~～…]+$")
_REASON = re.compile(r"\bbecause\b|因为|由于|[。；;\n]", re.IGNORECASE)

_WHY_BEGINS = _read(r"(?:why|how\s+come)\b | 为什么|为啥|为何|凭什么|凭啥")
_OF_GRADING = frozenset(
    re.findall(
        r"\S+",
        """was is are were did do does am have has been be not no only just that this it
        i my you me the a an any all so such get got give gave given lose lost take took
        taken off deduct deducted point points mark marks marked score scores scored
        grade graded grading verdict verdicts credit full count counted covered missing
        partial partially partly half wrong incorrect rejected accepted zero low
        checkpoint answer feedback one two three four five six first second third fourth
        fifth sixth number core for of on to as at in from there here enough then
        exactly though rate rated didn't don't isn't wasn't aren't haven't doesn't""",
    )
)
_OF_GRADING_ZH = _read(
    r"""(?:没有|不是|一部分|部分|得分点|检查点|要点|提到|答到|答对|答错|回答|答案|覆盖|缺失|错误|分数|结果
    |反馈|评价|判断|判定|认为|觉得|通过|核心|这里|那里|这么|那么|我们|你们|系统|模型|一半|哪里|怎么|core|c\d+|\d+
    |第?[一二三四五六]|第|[我你这那个条点项的了呢吗啊呀嘛没不只才是给算被会得有就都还也说提答缺漏错对分扣判评打零满低高少多上下
    过里在成为标%\s])*+"""
)
_GRADED = r"""(?:missing|partial(?:ly)?|partly|half|wrong|incorrect|covered|counted|accepted
    |rejected|scored|graded|marked(?:\s+as)?\s+\w+|zero|(?:so\s+)?low|unsupported)"""
_WHY = _read(
    rf"""why\s+(?:is|was|are|were|isn't|wasn't)\s+[^.?!,;:]{{1,50}}?\s+
        (?:(?:not|only|just|as|marked|counted)\s+)*{_GRADED}(?:\s+covered)?
    |why\s+(?:did|didn't|do|don't)\s+(?:i|you|it)\s+(?:not\s+)?
        (?:get|give|count|accept|lose|deduct|mark|score|credit)(?:\s+[^.?!,;:]{{1,50}})?
    |how\s+(?:did|do)\s+you\s+(?:compute|calculate|arrive\s+at|come\s+to|score|grade)
        (?:\s+(?:the|my|this|that|it|score|grade|answer|verdict|verdicts|number))*
    |how\s+(?:is|was)\s+(?:this|that|it|(?:the|my)\s+(?:score|answer|grade))\s+
        (?:computed|calculated|scored|graded)
    |(?:(?:can|could)\s+you\s+)?(?:explain|justify)\s+(?:the|my|your|this|that)\s+
        (?:score|grade|verdicts?|feedback|grading|rating)
    |what\s+did\s+i\s+(?:miss|get\s+wrong|do\s+wrong)
    |what(?:'s|\s+is|\s+was)\s+(?:missing|wrong)\s+(?:in|with|from)\s+my\s+answer
    |where\s+did\s+i\s+(?:lose|drop)\s+(?:the\s+|my\s+)?(?:points|marks)"""
)
_TAIL_ZH = r"""(?:没有?给分|不给分|没有?得分|没有?分|被?扣分|扣了分|扣的分|缺失
    |没有?覆盖|没有?答到|没有?提到|[是算判标][成为]?(?:缺失|部分|错误?|没答到|没提到)
    |不算(?:数|答到|分)?|没有?算(?:分|进去|上|答到)?|只给了?(?:一半|部分)分?
    |只?算了?(?:一半|一?部分)|判我?错|只有(?:一半|部分)分?)"""
_WHY_ZH = _read(
    rf"""(?:为什么|为啥|为何|凭什么|凭啥|怎么).{{1,16}}?{_TAIL_ZH}[了的呢啊呀吗]*
    |.{{1,16}}?(?:为什么|为啥|为何|凭什么|凭啥|怎么)[会就还]?{_TAIL_ZH}[了的呢啊呀吗]*
    |(?:怎么|咋)(?:又|就|会|才)?{_TAIL_ZH}[了的呢啊呀吗]*
    |我?(?:哪里|哪儿|哪)(?:错了|扣分了?|丢分了?|没答到|漏了|没说到|答错了|不对)
    |(?:解释|说明)(?:一下)?(?:这个|我的|你的)?(?:评分|分数|打分|判定|扣分)(?:的?(?:原因|理由|依据))?
    |(?:这个?|我的)?(?:分数?|评分)是?怎么[算来得打评](?:出来)?的
    |扣分的?(?:原因|理由)(?:是什么)?"""
)

_ADJECTIVE = r"(?:(?:full|right|correct|reference|model|real|actual|good|ideal|whole|sample)\s+)*"
_SHOW = _read(
    rf"""i\s+give\s+up
    |(?:i\s+give\s+up[\s,.!]+(?:so\s+)?)?(?:(?:(?:can|could|would)\s+you|just|please|pls|now)\s+)*+
        (?:show\s+me
        |(?:show|give|tell|reveal)\s+(?:(?:me|us)\s+)?(?:(?:the|your|a)\s+)?{_ADJECTIVE}
            (?:answer|solution))
        (?:\s+(?:please|pls|now|then|(?:to|for)\s+this))*+
    |what(?:'s|s|\s+is|\s+was|\s+would\s+be)\s+(?:the|a|your)\s+{_ADJECTIVE}answer
        (?:\s+(?:then|here|now|please|(?:to|for)\s+this|supposed\s+to\s+be))*+
    |what\s+should\s+i\s+have\s+(?:said|answered|written)
    |(?:the\s+)?{_ADJECTIVE}answer,?\s+(?:please|pls)
    |reveal(?:\s+it)?
    |let\s+me\s+see\s+(?:the|your)\s+{_ADJECTIVE}answer"""
)
_SHOW_ZH = _read(
    r"""我?放弃了?
    |(?:我?放弃了?[，,。！!\s]*)?(?:麻烦|直接|可以|能不能|帮我|让我|给我|我想|我要|告诉|展示|显示|公布|揭晓|揭示|说出|看看
        |看一下|看下|看一看|一下|出示|公开|请|快|能|想|要|你|给|我|说|讲|发|看|下)*+
        (?:这道?题|题目|问题)?的?(?:参考|标准|正确|完整|示例|最终)?的?答案
        (?:是什么|是啥|给我看看?|给我|看看|在哪里?|公布一下|一下|[呢是吧啊呀吗])*+
    |(?:正确|标准)的?(?:回答|说法)应?该?是(?:什么|怎样的|怎么说)
    |(?:应该|到底)(?:怎么|如何)回?答(?:才对|才好)?[呢啊呀]?"""
)

_SAID = r"""(?:say|said|mention(?:ed)?|cover(?:ed)?|write|wrote|written|stated?|explain(?:ed)?
    |included?|named?|answer(?:ed)?|address(?:ed)?|describe[d]?)"""
_I_DID = rf"""(?:i\s+(?:(?:did|have|had|already|clearly|actually|literally|definitely
    |explicitly|just)\s+)++{_SAID}\b | i\s+did\s*(?:[.!,]|$)
    |my\s+answer\s+(?:(?:did|does|clearly|already|literally)\s+)*+
        (?:says?|said|mentions?|mentioned|covers?|covered|includes?|states?)\b)"""
_GRADE = r"""(?:(?:the|your|this|that|my)\s+)?(?:score|grade|grading|verdicts?|rating|judge?ments?
    |assessment|feedback|evaluation|checkpoint|core|c\d+|(?:number|point)\s+\d|\#\d)\b"""
_OBJECTS = _read(
    rf"""{_I_DID}
    |(?:but|no|nope|hey)[\s,.!]+(?:i\s+{_SAID}\b|{_I_DID})
    |i\s+said\s+(?:that|it|this|so)(?:\s+(?:already|before|above))?\s*(?:[.!]|$)
    |(?:that|this|it|you)(?:'s|'re|\s+is|\s+was|\s+are)?\s+(?:wrong|not\s+right|not\s+true|not\s+fair
        |unfair|incorrect|mistaken|a\s+mistake)[\s,.:;!—-]+(?:(?:because|since|as)\s+)?
        (?:i\s+{_SAID}\b|{_I_DID}|my\s+answer\b)
    |(?:i\s+(?:(?:strongly|really|totally)\s+)?(?:disagree|object|don'?t\s+agree|do\s+not\s+agree)
        |disagree)\s+(?:with|to|about|on)\s+(?:you\b|{_GRADE})
    |(?:i\s+)?(?:(?:want|would\s+like|'d\s+like)\s+to\s+)?(?:dispute|contest|appeal|challenge)\s+
        (?:{_GRADE}|this\s*$|that\s*$|it\s*$)
    |(?:that|this|(?:the|your)\s+(?:score|grade|grading|verdict))\s*(?:'s|is|was|seems)\s+
        (?:unfair|not\s+fair)\b
    |you\s+(?:missed|overlooked|ignored|misread|misunderstood)\s+
        (?:what\s+i|that\s+i|my\b|the\s+part|where\s+i|me\b)"""
)
_DISAGREE = _read(
    r"""(?:i\s+(?:(?:strongly|really|totally)\s+)?(?:disagree|object|don'?t\s+agree|do\s+not\s+agree)
    |disagree)(?:\s*[.,:;!—–-]+\s*(?P<rest>.*))?"""
)
_SAY_ZH = r"(?:回答|提到|解释|[说提写讲答])"
_I_DID_ZH = rf"""我的?(?:回答里?|答案里?)?
    (?:(?:明明|已经|确实|其实|分明|刚才|前面|上面|早就)[就都也]?)++{_SAY_ZH}[了到过的]"""
_OBJECTS_ZH = _read(
    rf"""(?:不对|不是|错了|不公平|不合理|没有|喂)[，,。.！!；;\s]+
        (?:{_I_DID_ZH}|我{_SAY_ZH}[了到过]|我的?(?:回答|答案)里)
    |(?:但是?|可是?|不过)[，,\s]*(?:{_I_DID_ZH}|我{_SAY_ZH}[了到过])
    |{_I_DID_ZH}
    |我{_SAY_ZH}[了到过][啊呀的吧]*[！!。.]*$
    |(?:你们?|系统|模型|这里?|这题)?[判评看批]错了
    |(?:你的?|这个)?(?:评分|打分|判定|评判|扣分|分数)(?:有误|不对|错了|有问题|不公平|不合理|不准)
    |你们?(?:没看到|漏看了?|没有看到|忽略了|误解了?|没注意到)我"""
)
_DISAGREE_ZH = _read(
    r"""我?(?:完全|强烈|坚决)?(?:不同意|不认同|不赞同|不服|有异议|要申诉|申诉)
    (?:(?:这个|你的?|对)?(?:评分|分数|打分|判定|判断|结果|反馈|评价|扣分|结论|c\d+|core|第.{1,2}[条点项]).{0,6}?)?
    (?:[\s，,。.：:；;！!、]+(?P<rest>.*))?"""
)
_OWN_WORDS = _read(
    rf"""\bi\s+{_SAID}\b|\bmy\s+answer\b|{_I_DID}|\b(?:score|grade|verdict|checkpoint|c\d+)\b
    |我(?:明明|已经|确实|的)?[说写提讲答]|我的(?:回答|答案)|评分|分数|给分|扣分|得分点|判定"""
)

_AGAIN = _read(
    r"""(?:(?:please\s+)?(?:let\s+me|(?:may|can|could)\s+i|i(?:'ll|\s+will|\s+want\s+to|\s+would\s+like\s+to
        |'d\s+like\s+to))\s+(?:try(?:\s+(?:this|that|it|the\s+question|answering)(?:\s+one)?)?\s+again
        |have\s+another\s+(?:try|go|attempt)|retry|re-?answer|answer\s+(?:(?:it|the\s+question)\s+)?again
        |give\s+it\s+another\s+(?:try|go|shot)|start\s+over)
        |(?:my\s+)?(?:second|third|another|next|new|revised|improved|updated)\s+
        (?:try|attempt|answer|version)(?=\s*[:—–-])
    )(?P<rest>(?:[\s,.:;!?—–-].*)?)"""
)
_AGAIN_ZH = _read(
    r"""(?:请?[让容]?我[想要来可以能]*(?:再|重新|重)(?:试着)?(?:回答|作答|答|试|来|说)(?:一?[次遍下回])?
        (?:这[道个]?题|这个问题)?
        |(?:重新|再)(?:回答|作答)(?:一[次遍下])?(?=\s*[:,\n])
        |(?:重答|第[二三]次回答|(?:修改|修正)后的?(?:回答|答案)|新的?(?:回答|答案))(?=\s*[:\n])
    )[了吧啊呀吗]?(?P<rest>(?:[\s,，。.:;!?—-].*)?)"""
)
