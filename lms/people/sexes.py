"""Sex, as lists of people write it."""

from enum import StrEnum

from lms.plain import plain


class Sex(StrEnum):
    """What `Person.sex` holds."""

    FEMALE = "F"
    MALE = "M"
    NOT_STATED = "N"

    def __bool__(self) -> bool:
        """Tell whether anything is stated."""
        return self is not Sex.NOT_STATED


_WORDS = {
    Sex.FEMALE: "f fem feminin feminine femme femmes female fille dame madame mme mlle melle mademoiselle mrs ms miss woman w",
    Sex.MALE: "m masc masculin masculine homme hommes h male mal garcon monsieur mr man",
}
_SEXES = {word: sex for sex, words in _WORDS.items() for word in words.split()}


def sex_of(text: str) -> Sex:
    """Return the sex that a word or a letter says, NOT_STATED when it says none."""
    return _SEXES.get(plain(text), Sex.NOT_STATED)
