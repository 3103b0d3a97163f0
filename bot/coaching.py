"""Builds the coach: which flow is made of which stores, and what judges answers."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot import checkups, cot, readers, words
from bot.core.estimate import Estimating
from bot.core.happenings import Tell, untold
from bot.core.ports import BankHolder, LanguageModel, Mouth
from bot.core.premises import Premises
from bot.core.question import Question
from bot.core.queueing import Line, turns_of
from bot.flows.announcing import Announcing
from bot.flows.assessing import Assessing, Fitness, by_size
from bot.flows.attempting import Attempting
from bot.flows.bank import BankFlow
from bot.flows.bank_statistics import BankStatistics
from bot.flows.best_answer import BestAnswer
from bot.flows.coach import Coach
from bot.flows.contributing import Contributing
from bot.flows.conversing import Conversing
from bot.flows.counting import Counting
from bot.flows.daily import Dailying
from bot.flows.daily_answers import DailyAnswers
from bot.flows.daily_asking import DailyAsking
from bot.flows.daily_choosing import DailyChoosing
from bot.flows.daily_desk import DailyDesk
from bot.flows.deciding import Deciding
from bot.flows.disputing import Disputing
from bot.flows.elsewhere import Elsewhere
from bot.flows.finding import Finding
from bot.flows.grading import Grading
from bot.flows.health import Health, as_if_fit
from bot.flows.health_card import HealthCard
from bot.flows.help import Help
from bot.flows.history import History
from bot.flows.limiting import Limiting
from bot.flows.offering import Offering
from bot.flows.organisers import Organisers
from bot.flows.quiz import Quiz
from bot.flows.rating import Rating
from bot.flows.revealing import Revealing
from bot.flows.reviewing import Reviewing
from bot.flows.rubric_source import RubricSource
from bot.flows.ruling import Ruling
from bot.flows.running_low import RunningLow
from bot.flows.settings import Settings as SettingsFlow
from bot.flows.settling import Settling
from bot.flows.similar import Similar
from bot.flows.standing import Standing
from bot.flows.stopping import Stopping
from bot.flows.telling_week import TellingWeek
from bot.flows.voice import Voice
from bot.flows.welcoming import Welcoming
from bot.holding import Held
from bot.jobs.line import WorkLine
from bot.readers.parts.source import Source
from bot.settings import Settings
from bot.store.attempts import StoredAttempts
from bot.store.blocked import StoredBlocked
from bot.store.checkups import StoredCheckups
from bot.store.choices import StoredChoices
from bot.store.dailies import StoredDailies
from bot.store.daily_counts import StoredCounts
from bot.store.database import Database
from bot.store.disputes import StoredDisputes
from bot.store.inbox import StoredInbox
from bot.store.judged import StoredJudged
from bot.store.ledger import StoredLedger
from bot.store.offered import StoredOffered
from bot.store.postings import StoredPostings
from bot.store.rubrics import StoredRubrics
from bot.store.setups import StoredSetups
from bot.store.spending import StoredSpending
from bot.store.suggestions import StoredSuggestions
from bot.store.turns import StoredTurns
from bot.store.under_way import StoredUnderWay
from bot.store.weeks import StoredWeeks
from bot.writers import markdown_chapters
from bot.writers.parts.approved import ApprovedFile

QUIET = frozenset({"slack"})
"""The platforms where a question is asked of its member alone unless they choose the channel."""


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def assessing(model: LanguageModel, fit: Fitness = by_size) -> Assessing:
    """What judges answers with this model, with the estimate for where it cannot."""
    return Assessing(model, fit, estimator())


def grader_health(database: Database, model: LanguageModel, name: str) -> Health:
    """What examines this model; `name` is this process's among those that might."""
    return Health(
        judge=Assessing(model, as_if_fit),
        checkups=StoredCheckups(database),
        ledger=StoredLedger(database, clock, name),
        sets=checkups.sets(),
        clock=clock,
    )


def line(settings: Settings, database: Database, name: str, *, embedded: bool) -> WorkLine:
    """The line for the model, in which the process of this name has its jobs wait."""
    turns = turns_of(settings.at_once(embedded=embedded))
    return WorkLine(StoredTurns(database, clock, turns), name, turns, clock)


def rubric_source(bank: BankHolder, database: Database) -> RubricSource:
    """What questions of the bank are judged by."""
    return RubricSource(StoredRubrics(database), bank, clock)


def estimator() -> Estimating:
    """The estimate from an answer's words, as it ships."""
    from bot.estimating.estimate import Estimator

    return Estimator.load().estimate


def _approved(settings: Settings) -> ApprovedFile:
    """The file of approved suggestions: written in the seed's format, and read back as the bank
    reads it."""

    def read_back(data: bytes) -> list[Question]:
        source = Source(settings.approved.name, settings.approved.name, data)
        return readers.read(source)[0].questions

    return ApprovedFile(settings.approved, markdown_chapters.one, read_back)


def _daily(
    bank: BankHolder,
    database: Database,
    postings: StoredPostings,
    finding: Finding,
    standing: Standing,
    voice: Voice,
    grading: Grading,
    tell: Tell,
) -> DailyDesk:
    """The questions of the day."""
    dailies, judged = StoredDailies(database), StoredJudged(database)
    choosing = DailyChoosing(bank, dailies, judged)
    low = RunningLow(standing, finding, voice)
    asking = DailyAsking(dailies, choosing, postings, low, voice, clock, tell)
    counting = Counting(dailies, StoredCounts(database), postings, asking, clock)
    offered = StoredOffered(database)
    rubrics = rubric_source(bank, database)
    best = BestAnswer(offered, finding)
    revealing = Revealing(bank, postings, dailies, judged, best, rubrics, counting, voice)
    weeks = StoredWeeks(database)
    telling = TellingWeek(weeks, dailies, judged, best, rubrics, asking, finding, clock)
    setups = StoredSetups(database)
    return DailyDesk(
        managing=Dailying(dailies, asking, choosing, setups, finding, standing, voice, clock),
        asking=asking,
        counting=counting,
        revealing=revealing,
        telling_week=telling,
        offering=Offering(grading, grading.daily, offered, revealing, telling),
    )


def build(
    settings: Settings,
    database: Database,
    bank: Held,
    judging: Assessing,
    health: Health,
    inbox: StoredInbox,
    line: Line,
    mouths: Mapping[str, Mouth],
    premises: Mapping[str, Premises],
    tell: Tell = untold,
) -> Coach:
    """The coach of this house, which speaks by the mouth of each platform, and tells of what
    happens."""
    choices = StoredChoices(database)
    postings = StoredPostings(database)
    attempts = StoredAttempts(database)
    voice = Voice(mouths, choices, words.say, settings.default_preferences)
    finding = Finding(premises)
    organisers = Organisers(choices, finding, voice)
    standing = Standing(choices, StoredBlocked(database), finding, settings.coach_maintainers)
    suggestions = StoredSuggestions(database)
    similar = Similar(bank, suggestions)
    announcing = Announcing(similar, standing, voice)
    elsewhere = Elsewhere(bank, postings, voice, clock)
    attempting = Attempting(
        postings,
        attempts,
        voice,
        clock,
        elsewhere,
        StoredCounts(database),
        settings.coach_longest_answer,
    )
    limiting = Limiting(
        settings.limits,
        StoredSpending(database),
        StoredUnderWay(database),
        StoredBlocked(database),
        voice,
        clock,
    )
    grading = Grading(
        requests=inbox,
        bank=bank,
        postings=postings,
        daily=DailyAnswers(StoredDailies(database), StoredOffered(database), clock),
        attempts=attempts,
        attempting=attempting,
        rubrics=rubric_source(bank, database),
        assessing=judging,
        limiting=limiting,
        line=line,
        voice=voice,
        clock=clock,
    )
    quiz = Quiz(bank, postings, voice, clock, QUIET)
    disputes = StoredDisputes(database)
    settling = Settling(disputes, grading)
    return Coach(
        tell=tell,
        quiz=quiz,
        grading=grading,
        conversing=Conversing(grading, quiz, voice),
        rating=Rating(attempts, voice),
        disputing=Disputing(disputes, settling, grading, voice),
        ruling=Ruling(disputes, settling, grading, voice),
        settings=SettingsFlow(choices, voice),
        bank=BankFlow(bank, voice, standing),
        statistics=BankStatistics(bank, voice, standing, lambda: bank.trouble),
        contributing=Contributing(suggestions, similar, announcing, voice, clock),
        deciding=Deciding(suggestions, _approved(settings), similar, announcing, voice),
        reviewing=Reviewing(bank, rubric_source(bank, database), voice),
        welcoming=Welcoming(StoredSetups(database), choices, finding, organisers, quiz, voice),
        organisers=organisers,
        daily=_daily(bank, database, postings, finding, standing, voice, grading, tell),
        standing=standing,
        stopping=Stopping(StoredUnderWay(database), voice),
        health=HealthCard(health, voice, judging.estimate),
        help=Help(voice, standing),
        history=History(bank, attempts, voice),
        cot=cot.build(
            settings,
            database,
            bank,
            judging.model,
            inbox,
            postings,
            limiting,
            line,
            voice,
            clock,
            QUIET,
        ),
        voice=voice,
    )
