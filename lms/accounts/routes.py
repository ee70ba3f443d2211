"""Signing in and out, one's own account, and what the administrator sees of accounts."""

from math import ceil

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts import interrupted, queries, services, sessions
from lms.accounts.access import Permission, public, requires, signed_in, viewer, viewer_or_none
from lms.accounts.audit import note_reading
from lms.accounts.forms import AuditFilterForm, PasswordForm, SignInForm
from lms.accounts.limits import address_key, identifier_from_here_key, identifier_key, viewer_key
from lms.accounts.passwords import hash_password, is_right, needs_rehash
from lms.accounts.wording import ACTION_NAMES, ROLE_NAMES
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX
from lms.identifiers import parse_id
from lms.web.limits import limiter, was_refused

blueprint = Blueprint("accounts", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_LAST_PAGE = 100_000  # more than there will be, less than a database can count


@blueprint.get("/sign-in")
@public
def show_sign_in() -> str | BaseResponse:
    if viewer_or_none():
        return redirect(url_for("home.show_home"))
    wanted = request.args.get("next", "")
    return render_template("accounts/sign-in.html", form=SignInForm(next=wanted), interruption="ended" if wanted else None)


@blueprint.post("/sign-in")
@public
@limiter.limit("60 per 15 minutes", key_func=address_key, deduct_when=was_refused)
@limiter.limit("30 per 15 minutes", key_func=identifier_key, deduct_when=was_refused)
@limiter.limit("8 per 15 minutes", key_func=identifier_from_here_key, deduct_when=was_refused)
def sign_in() -> tuple[str, int] | Response:
    form = SignInForm()
    if form.validate_on_submit():
        account = services.account_of(form.identifier.data or "")
        # The hash is computed before the transaction, and for unknown accounts too: see passwords.py.
        if is_right(form.password.data or "", account.password_hash if account else None) and account:
            new_hash = hash_password(form.password.data or "") if needs_rehash(account.password_hash) else None
            with transactional():
                token = services.start_session(account_id=account.id, now=clock.now(), new_hash=new_hash)
            sessions.begin(token)
            response = _page_after_sign_in(form)
            sessions.set_cookie(response, token, queries.roles_of(account.id))
            return response
        with transactional():  # for unknown accounts too, so that both take as long
            services.note_audit(account_id=account.id if account else None, action="sign-in.refused", subject="account", now=clock.now())
        form.password.errors = [_("This e-mail or number and this password do not belong together. Check both and try again.")]
    return render_template("accounts/sign-in.html", form=form), 422


@blueprint.post("/sign-out")
@signed_in
@transactional()
def sign_out() -> Response:
    services.end_session(token_hash=viewer().session_hash)
    response = make_response(redirect(url_for("accounts.show_sign_in")))
    sessions.forget(response)
    return response


@blueprint.get("/account")
@signed_in
def show_account() -> str:
    return render_template("accounts/account.html", form=PasswordForm(), sessions=queries.sessions_of(viewer().account_id))


@blueprint.post("/account/password")
@signed_in
@limiter.limit("8 per 15 minutes", key_func=viewer_key, deduct_when=was_refused)
def change_password() -> tuple[str, int] | BaseResponse:
    form = PasswordForm()
    me = viewer()
    if form.validate_on_submit():
        if is_right(form.current.data or "", queries.password_hash_of(me.account_id)):
            new_hash = services.checked_password_hash(form.new.data or "")
            with transactional():
                services.change_password(account_id=me.account_id, password_hash=new_hash, keep_session=me.session_hash)
                services.note_audit(account_id=me.account_id, action="password.changed", subject=f"account:{me.account_id}", now=clock.now())
            flash(_("Password changed. Every other device has been signed out, and no secret address leads to your calendar any more."), "done")
            return redirect(url_for("accounts.show_account"))
        form.current.errors = [_("This is not your present password.")]
    return render_template("accounts/account.html", form=form, sessions=queries.sessions_of(me.account_id)), 422


@blueprint.post("/account/sign-out-elsewhere")
@signed_in
def sign_out_elsewhere() -> BaseResponse:
    with transactional():
        services.end_other_sessions(account_id=viewer().account_id, keep=viewer().session_hash)
    flash(_("Every other device has been signed out, and no secret address leads to your calendar any more."), "done")
    return redirect(url_for("accounts.show_account"))


@blueprint.get("/accounts")
@requires(Permission.ADMINISTER)
def list_accounts() -> str:
    note_reading("accounts")
    return render_template("accounts/accounts.html", accounts=queries.staff_accounts(viewer().programme), role_names=ROLE_NAMES)


@blueprint.get("/audit")
@requires(Permission.ADMINISTER)
def show_audit() -> str:
    note_reading("audit")
    chosen, page = parse_id(request.args.get("account", "")), min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    found, people = queries.audit_page(viewer().programme, account_id=chosen, page=page), queries.accounts_with_name(viewer().programme)
    form = AuditFilterForm(formdata=None, account=str(chosen or ""))
    form.offer([*people, *((one.account_id, one.by) for one in found.lines[:1] if chosen and chosen not in dict(people) and one.account_id)])

    def url_of(number: int) -> str:
        return url_for("accounts.show_audit", account=chosen, page=number)

    return render_template("accounts/audit.html", found=found, form=form, action_names=ACTION_NAMES, page=page, url_of=url_of,
                           page_count=max(ceil(found.count / queries.AUDIT_PAGE_SIZE), 1))  # fmt: skip


def _page_after_sign_in(form: SignInForm) -> Response:
    kept = interrupted.kept_in(form.kept.data, viewer().account_id)
    if kept and sessions.is_local_path(kept.path):
        return make_response(render_template("accounts/send-again.html", kept=kept))
    wanted = form.next.data
    return make_response(redirect(wanted if wanted and sessions.is_local_path(wanted) else url_for("home.show_home")))
