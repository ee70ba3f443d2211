"""What the same server needs for the least that a page can be: one SELECT with Core, one Jinja template, nobody signed in.

`python -m bench.floor` serves `/page/<bytes>` with the product's own server and database settings; the answer is that many bytes.
"""

from functools import cache

from flask import Flask, render_template_string
from sqlalchemy import Engine, create_engine, select

from lms.accounts.models import Person
from lms.config import load_settings
from lms.db.engine import configure_engine, engine_options
from lms.server import serve

ROWS = 30
PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>
<table>{% for person in people %}
<tr><th scope="row">{{ person.given_names }} {{ person.family_name }}</th><td>{{ person.profession }}</td><td>{{ person.institution }}</td></tr>
{% endfor %}</table>
<p>{{ filler }}</p></body></html>"""

app = Flask(__name__)
people = select(Person.given_names, Person.family_name, Person.profession, Person.institution).order_by(Person.sort_key).limit(ROWS)


@cache
def engine() -> Engine:
    """Return the engine, made as the product makes its own."""
    made = create_engine(load_settings().database_url, **engine_options(load_settings()))
    configure_engine(made)
    return made


@app.get("/page/<int:size>")
def page(size: int) -> str:
    """Show thirty people and as much filling as the size asks for."""
    with engine().connect() as connection:
        found = connection.execute(people).all()
    return render_template_string(PAGE, title="Participants", people=found, filler=filler(size))


@cache
def filler(size: int) -> str:
    """Return the text that brings the page to this many bytes; at least one."""
    with engine().connect() as connection:
        found = connection.execute(people).all()
    bare = render_template_string(PAGE, title="Participants", people=found, filler="")
    return "x" * max(1, size - len(bare.encode()))


if __name__ == "__main__":
    serve(app, load_settings())
