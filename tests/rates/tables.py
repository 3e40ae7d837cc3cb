"""Tariffs as others publish them, read by mappings.json: as rows of the client's rates.csv, and as a list of what each costs.

The two are made apart from each other: `rows` says by which steps and bands logistics is to reckon, `prices` what the table says for
a weight, by plain arithmetic on its own figures.
"""

import csv
import decimal
import json
import math
import pathlib

MAPPINGS = json.loads((pathlib.Path(__file__).resolve().parent / "mappings.json").read_text(encoding="utf-8"))
GRAMS = 1000


def minor(amount):
    return int(decimal.Decimal(str(amount)) * 100)


def grams(kilogrammes):
    return int(decimal.Decimal(str(kilogrammes)) * GRAMS)


class Place:
    """A destination of a table, and what it costs there: `price(grams)`, None beyond the table's end; where prices may change."""

    def __init__(self, carrier, zone, address, price, boundaries, table="t"):
        self.carrier, self.zone, self.address, self.price, self.boundaries, self.table = carrier, zone, address, price, boundaries, table

    def weights(self):
        """Each boundary, and the gramme beyond it."""
        return sorted({weight for boundary in self.boundaries for weight in (boundary, boundary + 1) if weight > 0})


class Tariff:
    """Rows for the client, and places with their prices."""

    def __init__(self, mapping):
        self.mapping, self.carriers, self.rows, self.places = mapping, [], [], []

    def row(self, carrier, table, zone, **columns):
        if carrier not in self.carriers:
            self.carriers.append(carrier)
        self.rows.append({"carrier_id": carrier, "rate_table_id": table, "mode": self.mapping["mode"],
                          "currency_code": self.mapping["currency_code"], "zone_id": zone, **columns})


def steps(most, first, step):
    return [1, *range(first, most + 1, step)]


def china(province, district=""):
    return {"region_code": "CN", "administrative_area": province, **({"locality": district} if district else {})}


def read_steps(name, mapping, folder):
    tariff, most = Tariff(mapping), mapping["most_grams"]
    for province, rate in json.loads((folder / mapping["file"]).read_text(encoding="utf-8"))["regions"].items():
        first, step = rate[mapping["first"]], rate[mapping["step"]]
        tariff.row(name, "t", province, region_codes="CN", administrative_areas=province, max_grams=most,
                   first_grams=mapping["first_grams"], first_minor=minor(first), step_grams=mapping["step_grams"], step_minor=minor(step))

        def price(weight, first=first, step=step):
            begun = max(0, math.ceil(weight / GRAMS) - 1)
            return minor(first) + begun * minor(step) if weight <= most else None

        tariff.places.append(Place(name, province, china(province), price, steps(most, mapping["first_grams"], mapping["step_grams"])))
    return tariff


def read_base_and_steps(name, mapping, folder):
    tariff, most = Tariff(mapping), mapping["most_grams"]
    source = json.loads((folder / mapping["file"]).read_text(encoding="utf-8"))
    fixed = sorted((grams(weights.split("-")[1]), amount) for weights, amount in source[mapping["bands"]].items())
    last = fixed[-1][0]
    for province, rate in source["regions"].items():
        base, step = rate[mapping["base"]], rate[mapping["step"]]
        beyond = minor(base) + last // GRAMS * minor(step)
        tariff.row(name, "t", province, region_codes="CN", administrative_areas=province, max_grams=most,
                   bands=";".join([*(f"{weight}:{minor(amount)}" for weight, amount in fixed), f":{beyond}"]),
                   first_grams=last, first_minor=0, step_grams=mapping["step_grams"], step_minor=minor(step))

        def price(weight, base=base, step=step):
            if weight > most:
                return None
            for limit, amount in fixed:
                if weight <= limit:
                    return minor(amount)
            return minor(base) + math.ceil(weight / GRAMS) * minor(step)

        tariff.places.append(Place(name, province, china(province), price, [1, *(limit for limit, _ in fixed), *range(last, most + 1, GRAMS)]))
    return tariff


def read_seasons(name, mapping, folder):
    tariff, most = Tariff(mapping), mapping["most_grams"]
    with open(folder / mapping["file"], encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    for table, season in mapping["tables"].items():
        for number, line in enumerate(lines):
            everywhere = line["area"] == "*"
            districts = [] if everywhere else line["area"].split("/")
            first, step = line[season["first"]], line[mapping["step"]]
            tariff.row(name, table, f"{number}", region_codes="CN", administrative_areas=line["province"], localities=";".join(districts),
                       max_grams=most, valid_from=season["valid_from"], valid_until=season["valid_until"], first_grams=mapping["first_grams"],
                       first_minor=minor(first), step_grams=mapping["step_grams"], step_minor=minor(step))

            def price(weight, first=first, step=step):
                begun = math.ceil(max(0, weight - mapping["first_grams"]) / mapping["step_grams"])
                return minor(first) + begun * minor(step) if weight <= most else None

            for district in districts or [""]:
                tariff.places.append(Place(name, f"{number}", china(line["province"], district), price,
                                           steps(most, mapping["first_grams"], mapping["step_grams"]), table))
    return tariff


def read_linked(_, mapping, folder):
    def lines(key):
        with open(folder / mapping[key], encoding="utf-8") as file:
            return [line for line in csv.reader(file) if line]

    tariff, countries, bands, known = Tariff(mapping), {}, {}, set(mapping["no_countries"])
    for country, zone, *_ in lines("countries"):
        # Parts of countries and old codes aren't destinations: addresses have ISO 3166-1. One that stands twice is what it was first.
        if country not in known:
            countries.setdefault(zone, []).append(country)
            known.add(country)
    for service, _, most, amount, *_ in lines("prices"):
        bands.setdefault(service, {}).setdefault(grams(most), minor(amount))
    for zone, service, *_ in lines("services"):
        if service not in bands:
            continue
        # What one zone calls "<zone>_<service>" is a service with a price for each zone.
        carrier = "rm-" + service.removeprefix(zone + "_").lower().replace("_", "-")[:60]
        prices = sorted(bands[service].items())
        tariff.row(carrier, "t", zone, region_codes=";".join(countries[zone]),
                   bands=";".join(f"{weight}:{amount}" for weight, amount in prices))

        def price(weight, prices=prices):
            return next((amount for limit, amount in prices if weight <= limit), None)

        for country in countries[zone]:
            tariff.places.append(Place(carrier, zone, {"region_code": country}, price, [1, *(weight for weight, _ in prices)]))
    return tariff


READERS = {"steps": read_steps, "base_and_steps": read_base_and_steps, "seasons": read_seasons, "linked": read_linked}


def read(name, folder):
    mapping = MAPPINGS[name]
    return READERS[mapping["reader"]](name, mapping, pathlib.Path(folder))
