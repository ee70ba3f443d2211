"""What can be told of people from how others write them down: names, numbers, addresses, sex and profession.

Everything here is pure: text in, values out. A *name* is kept as on the identity document; it is compared by its *words*, without accents,
case or order. Who somebody is, is not decided here: `lms.rosters` weighs the evidence.
"""
