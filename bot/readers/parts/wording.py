"""What a line says of itself: that it asks, that it opens an answer, that it is structure."""

import re

_ASKS = re.compile(
    r"^(?:(?:and|so|but|please|can you|could you|briefly|in your own words,?)\s+)?(?:"
    r"what(?:'s|’s|s)?|why|how|when|where|which|who|whose|whom|is|isn't|are|aren't|do|does|don't|"
    r"did|can|could|should|would|will|has|have|was|were|if|in (?:what|which)|on which|at what|"
    r"for (?:what|which)|to what|explain|describe|define|compare|contrast|differentiate|"
    r"distinguish|discuss|list|name|give|tell|talk|walk|write|implement|design|create|build|show|"
    r"mention|state|outline|summari[sz]e|draw|derive|prove|calculate|compute|find|suppose|assume|"
    r"given|imagine|consider|convert|reverse|identify|illustrate|elaborate|demonstrate|enumerate|"
    r"provide|make|you|your|pick|choose|select|true or false|differences? (?:between|of|in)"
    r")\b",
    re.IGNORECASE,
)
_ASKS_WITHIN = re.compile(r"\bvs\.?(?=\s)|\bdifferences? between\b", re.IGNORECASE)
_ASKS_IN_CHINESE = re.compile(
    r"什么|为何|为啥|如何|怎么|怎样|咋|哪些|哪个|哪几|哪种|哪一|多少|是否|能否|可否|可不可以|能不能|"
    r"有没有|是不是|要不要|会不会|有何|何时|何为|何谓|多大|多久|几种|几个|几类|"
    r"(?:吗|呢|么|嘛)[?？。]?$|"
    r"^(?:请|简述|简要|简单|解释|介绍|说说|说一|说下|讲讲|讲一|讲解|谈谈|谈一|聊聊|聊一|描述|列举|举例|比较|"
    r"对比|实现|手写|手撕|推导|计算|给定|已知|假设|写一|写出|编写|设计|分析|证明|阐述|试|下面|以下|下列)"
)
_LEANS_IN_CHINESE = re.compile(
    r"(?:区别|异同|差异|优缺点|优点|缺点|优劣|原理|作用|流程|过程|机制|含义|概念|理解|思路|特点|场景|方法|"
    r"方式|步骤|定义|关系|原因|理由|影响|用途|用法|策略|算法|公式|复杂度|结构|架构|类型|分类|对比|优势|问题|"
    r"实现|优化|设计|计算|推导|介绍|选择)[（(]?[^（(]{0,6}[）)]?[。.]?$"
)
_HAN = re.compile(r"[\u3400-\u9fff]")

_ANSWER = re.compile(
    r"^[\W_]*(?:(?:show|view|see|reveal|check|expand|open|the|sample|model|suggested|reference|"
    r"correct|right|possible|short|brief|my|full|detailed|click(?: here)?(?: to| for)?(?: the)?"
    r"(?: show| view| see| reveal| expand| open)?(?: the)?|tap to (?:show|reveal|see))\s+)*"
    r"(?:answers?|ans|solutions?|explanations?|answer (?:&|and) explanation|"
    r"reponse|réponse|respuesta|antwort|risposta|resposta|ответ|відповідь|cevap|đáp án|odgovor|"
    r"jawaban|정답|답|答え|解答|(?:点击|展开|查看|显示|参考|正确|标准|点此|单击|这里)*"
    r"(?:答案|答|回答|解析|解答|题解|答题|详解|剖析|面试题剖析)(?:解析|与解析|及解析|如下|要点)?)"
    r"(?:\s*\d+)?(?:\s*[:：]\s*[A-H1-8](?:[\s,，、&]*[A-H1-8])*)?[\W_]*$",
    re.IGNORECASE,
)
_HINT = re.compile(r"^[\W_]*(?:hints?|tips?|clue|提示|小提示)(?:\s*\d+)?[\W_]*$", re.IGNORECASE)

_HARD = {
    "table of contents", "table of content", "contents", "content", "toc", "index", "references",
    "reference", "resources", "further reading", "more reading", "contributing", "contribution",
    "contributions", "contributors", "contribute", "license", "licence", "licenses",
    "acknowledgements", "acknowledgments", "acknowledgement", "credits", "credit", "authors",
    "author", "changelog", "disclaimer", "support", "star history", "stargazers", "contact",
    "contact me", "todo", "roadmap", "installation", "usage", "getting started", "prerequisites",
    "translations", "sponsors", "donate", "code of conduct", "security policy", "feedback",
    "legend", "quick start", "project structure", "maintainers", "show your support", "backers",
    "follow me", "external links", "related", "see also", "useful links", "links",
    "connect with me", "stay connected", "目录", "参考资料", "参考文献", "参考", "参考链接",
    "参考文章", "推荐阅读", "相关阅读", "扩展阅读", "延伸阅读", "拓展阅读", "资料", "学习资料",
    "贡献", "贡献者", "贡献指南", "如何贡献", "参与贡献", "致谢", "感谢", "鸣谢", "特别感谢",
    "许可证", "许可", "开源协议", "协议", "版权", "版权声明", "声明", "免责声明", "联系我",
    "联系我们", "联系方式", "联系作者", "交流", "交流群", "交流讨论", "公众号", "更新日志",
    "更新记录", "关于作者", "作者", "项目结构", "快速开始", "赞助", "支持作者", "友情链接",
    "使用指南", "路线图",
}  # fmt: skip
_SOFT = {
    "introduction", "intro", "preface", "foreword", "about", "overview", "note", "notes",
    "questions", "question", "interview questions", "questions & answers", "q&a", "qa", "faq",
    "questions and answers", "summary", "conclusion", "features", "background", "motivation",
    "前言", "序", "序言", "简介", "引言", "导读", "说明", "使用说明", "写在前面", "写在最后",
    "关于", "总结", "结语", "后记", "小结", "面试题", "题目", "问题", "常见面试题", "其他",
    "附录", "概述", "题目列表",
}  # fmt: skip
_LABELS = {
    "question", "the question", "interview question", "problem", "面试题", "题目", "问题",
    "面试问题", "题目描述", "问题描述",
}  # fmt: skip
_HARD_LIKE = re.compile(
    r"^(?:how (?:to|do i|can i) (?:contribute|use (?:this|the)|get started|support|help)|"
    r"related (?:\w+ )*(?:interview )?(?:questions|repos|repositories|projects|topics|resources)$|"
    r"(?:why|about|what is|what's|who is) this (?:repo|project|book|list|guide|document|for)|"
    r"(?:what's|what is) (?:inside|in this repo)|list of available languages|"
    r"license|contribut|how this (?:repo|list)|table of contents|buy me|⭐ ?star)",
    re.IGNORECASE,
)
_OF_QUESTIONS = re.compile(
    r"interview|question|quiz|\bq ?& ?a\b|\bfaqs?\b|\bexam|面试|面经|题|问答|八股|笔试",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


def asks(text: str) -> int:
    """How much a title sounds like a question: 2 surely, 1 perhaps, 0 not at all."""
    bare = text.rstrip(" \t*_`\"'”’)）】].。!！")
    if bare.endswith(("?", "？")) or text.rstrip().endswith(("?", "？")):
        return 2
    if _HAN.search(text):
        if _ASKS_IN_CHINESE.search(text) or _ASKS_WITHIN.search(text) or "？" in text:
            return 2
        return 1 if _LEANS_IN_CHINESE.search(text) else 0
    if _ASKS.match(text) and " " in text:
        return 2
    if "?" in text:
        return 2
    return 1 if _ASKS_WITHIN.search(text) else 0


def opens_answer(text: str) -> bool:
    """Whether a heading or a summary is only a label: `Answer`, `查看答案`, `Click to see the
    solution`."""
    return len(text) < 60 and bool(_ANSWER.match(text))


def opens_hint(text: str) -> bool:
    """Whether a heading or a summary is only the label of a hint."""
    return len(text) < 40 and bool(_HINT.match(text))


def speaks_of_questions(text: str) -> bool:
    """Whether a title says that questions stand below it."""
    return bool(_OF_QUESTIONS.search(text))


def labels_question(text: str) -> bool:
    """Whether a heading is only the label of one question: `Question`, `面试题`."""
    return _key(text) in _LABELS


def is_structure(text: str) -> bool:
    """Whether a title names a part of a document that never holds questions: contents, licence."""
    key = _key(text)
    return key in _HARD or bool(_HARD_LIKE.match(key))


def is_frame(text: str) -> bool:
    """Whether a title is no question itself, though questions may stand below it: introduction."""
    return _key(text) in _SOFT or is_structure(text)


def has_han(text: str) -> bool:
    """Whether a Chinese character is in the text."""
    return bool(_HAN.search(text))


def _key(text: str) -> str:
    key = re.sub(r"[(（][^()（）]*[)）]\s*$", "", text) or text
    key = _SPACE.sub(" ", key.strip(" \t:：.。!！-–—#*_|👉👇📌📚📖📝🔖✨💡🙏⭐🚀🎯")).casefold()
    squeezed = key.replace(" ", "")
    return squeezed if squeezed in _HARD else key
