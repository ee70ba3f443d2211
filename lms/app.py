"""The application factory: the table of contents of the product."""

import logging

from flask import Flask, Response, request
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import cli, i18n, queue, tables
from lms.accounts import audit, sessions
from lms.accounts import routes as accounts
from lms.cascade import routes as cascade
from lms.cascade.queries.counts import sessions_led
from lms.certificates import badge_routes as badges
from lms.certificates import content as certificate_designs
from lms.certificates import missing_routes as missing
from lms.certificates import preview_routes as preview
from lms.certificates import requirement_routes as requirements
from lms.certificates import routes as certificates
from lms.certificates import sessions as certified_sessions
from lms.certificates import staff_routes as issued_certificates
from lms.certificates import verify_routes as verify
from lms.certificates import workshop_routes as workshop_certificates
from lms.config import Settings, load_settings
from lms.courses import content as course_files
from lms.courses import routes as courses
from lms.courses import search as course_search
from lms.courses.prints import routes as prints
from lms.coverage import routes as coverage
from lms.db import db
from lms.db.engine import configure_engine, engine_options
from lms.directory import merge_routes as duplicates
from lms.directory import request_routes as corrections
from lms.directory import routes as directory
from lms.directory import waiver_routes as waivers
from lms.home import navigation
from lms.home import routes as home
from lms.progress import paper_routes as paper_results
from lms.quizzes import bank_routes as question_banks
from lms.quizzes import content as quiz_files
from lms.quizzes import paper_routes as quiz_paper
from lms.quizzes import routes as quizzes
from lms.quizzes import staff_routes as quiz_figures
from lms.rosters.imports import routes as rosters
from lms.uploads import sweeping
from lms.web import assets, errors, forms, security, uploads
from lms.web.limits import limiter
from lms.workshops import desk
from lms.workshops import routes as workshops
from lms.workshops.calendar import routes as calendar
from lms.workshops.checkin import helper_routes as helpers
from lms.workshops.checkin import helper_sessions
from lms.workshops.checkin import routes as check_in
from lms.workshops.checkin import sheet_routes as typed_sheets
from lms.workshops.enrolling import choice_routes as choosing
from lms.workshops.enrolling import routes as enrolling
from lms.workshops.evaluation import content as evaluation_form
from lms.workshops.evaluation import routes as evaluation
from lms.workshops.files import routes as workshop_files
from lms.workshops.messages import content as message_wording
from lms.workshops.messages import routes as messages
from lms.workshops.plan import routes as plan
from lms.workshops.plan import subjects, team_routes, timetable_routes
from lms.workshops.plan.rules.timetable import Kind
from lms.workshops.prints import routes as workshop_papers
from lms.workshops.teachback import routes as teach_backs

BLUEPRINTS = (
    home,
    accounts,
    courses,
    prints,
    quizzes,
    quiz_figures,
    quiz_paper,
    question_banks,
    workshops,
    plan,
    timetable_routes,
    team_routes,
    enrolling,
    choosing,
    workshop_papers,
    check_in,
    typed_sheets,
    teach_backs,
    helpers,
    evaluation,
    messages,
    calendar,
    workshop_files,
    rosters,
    paper_results,
    certificates,
    workshop_certificates,
    issued_certificates,
    verify,
    badges,
    preview,
    missing,
    requirements,
    cascade,
    coverage,
    directory,
    duplicates,
    corrections,
    waivers,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application, ready to serve. Raises ContentFault or BadSetting when something it needs is wrong."""
    settings = settings or load_settings()
    app = Flask(__name__, static_folder=None, template_folder="web/templates")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)  # it would write who was limited
    configure(app, settings)
    assert tables, "every table is known before the first query"

    db.init_app(app)
    Migrate(app, db, directory="migrations")
    with app.app_context():
        configure_engine(db.engine)

    i18n.init_app(app)
    uploads.init_app(app)
    security.init_app(app, is_https=settings.is_https)
    csrf = CSRFProtect(app)
    csrf.exempt(evaluation.answer)  # a code on paper lets one answer, nothing in the browser does
    csrf.exempt(verify.check_name)  # it changes nothing, and asks no cookie of whoever checks a paper
    limiter.init_app(app)
    sessions.init_app(app)
    helper_sessions.init_app(app)
    calendar.init_app(app)
    desk.init_app(app)
    audit.init_app(app)
    sweeping.init_app(app)
    errors.init_app(app)
    navigation.init_app(app)

    course_files.init_app(app, settings.content_dir / "modules")
    course_search.init_app(app, app.extensions["library"])
    quiz_files.init_app(app, settings.content_dir / "quizzes")
    certificate_designs.init_app(app, settings.content_dir / "certificates")
    certified_sessions.count_sessions_with(app, sessions_led)
    evaluation_form.init_app(app, settings.content_dir / "workshops" / "evaluation")
    message_wording.init_app(app, settings.content_dir / "workshops" / "messages")
    subjects.init_app(app, {Kind.MODULE: modules_by_name(app), Kind.TEST: quizzes_by_name(app)})

    for package in BLUEPRINTS:
        app.register_blueprint(package.blueprint)
    app.before_request(lambda: refuse_undeclared(app))
    queue.init_app(app, settings)
    cli.init_app(app)

    Compress(app)
    app.after_request(vary_by_cookie)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)  # type: ignore[method-assign]
    forms.init_app(app)
    assets.init_app(app, settings.data_dir / "static")
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Give Flask and its extensions their settings; what is not safe by default is set here."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        MAX_CONTENT_LENGTH=1024 * 1024,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        # Carries the form token and one-time messages, never who is signed in.
        SESSION_COOKIE_NAME="__Host-relais-form" if settings.is_https else "relais-form",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which some browsers never send; Origin, Sec-Fetch-Site and the token remain
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over a power cut must still be accepted
        RATELIMIT_STORAGE_URI=settings.rate_limit_storage,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIMETYPES=["text/html", "application/json"],
        COMPRESS_STREAMS=False,
        RELAIS_SETTINGS=settings,
        RELAIS_NODE=settings.node,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def modules_by_name(app: Flask) -> dict[str, subjects.Subject]:
    """Return what the plan of a workshop must know of modules."""
    library: course_files.Library = app.extensions["library"]
    return {
        slug: subjects.Subject({language: module.title(language) for language in module.texts}, frozenset({slug}))
        for slug, module in library.modules.items()
    }


def quizzes_by_name(app: Flask) -> dict[str, subjects.Subject]:
    """Return what the plan of a workshop must know of quizzes."""
    quizzes_read: dict[str, quiz_files.Quiz] = app.extensions["quizzes"]
    return {slug: subjects.Subject(quiz.titles, frozenset(quiz.modules)) for slug, quiz in quizzes_read.items()}


def refuse_undeclared(app: Flask) -> None:
    """Refuse a route that does not say who may use it. A test finds it first; this is the second lock."""
    if request.endpoint and not hasattr(app.view_functions[request.endpoint], "access"):
        raise NotFound


def vary_by_cookie(response: Response) -> Response:
    """Tell caches that pages depend on who asks."""
    response.vary.add("Cookie")
    return response
