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
    """A destination of a table, and what it costs there: `price(grams)`, None beyond the table's end; where prices may change; what
    goods may be worth, in minor units."""

    def __init__(self, carrier, zone, address, price, boundaries, table="t", worth=(0, None)):
        self.carrier, self.zone, self.address, self.price, self.boundaries, self.table = carrier, zone, address, price, boundaries, table
        self.least, self.most = worth

    def weights(self):
        """Each boundary, and the gramme beyond it."""
        return sorted({weight for boundary in self.boundaries for weight in (boundary, boundary + 1) if weight > 0})

    def questions(self):
        """Weight and worth: all weights for the least that it is for, and the ends of its range, with what is beyond them, for one."""
        weights = self.weights()
        ends = {self.least, max(self.least - 1, 0)} | ({self.most, self.most + 1} if self.most is not None else set())
        return sorted({(weight, self.least) for weight in weights} | {(weights[0], worth) for worth in ends})

    def price_of(self, weight, worth):
        if worth < self.least or self.most is not None and worth > self.most:
            return None
        return self.price(weight)


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


def read_by_kilogramme(_, mapping, folder):
    """Freight lines: a price for each kilogramme by region, and what a product is by its own name."""
    tariff = Tariff(mapping)
    lines = json.loads((folder / mapping["file"]).read_text(encoding="utf-8"))["tables"]
    for product, carrier in mapping["products"].items():
        taken = set()
        for number, line in enumerate(lines[product]):
            # A city that stands twice is what it was first, as the first zone that matches counts.
            cities = [city for city in dict.fromkeys(line["cities"]) if (line["province"], city) not in taken]
            taken |= {(line["province"], city) for city in cities}
            if not cities:
                continue
            by_gram = int(decimal.Decimal(str(line["unit_price"])) * 100)
            tariff.row(carrier, "t", f"{number}", region_codes="CN", administrative_areas=line["province"], localities=";".join(cities),
                       per_gram_milli_minor=by_gram)

            def price(weight, kilogramme=decimal.Decimal(str(line["unit_price"]))):
                return math.ceil(kilogramme * 100 * weight / GRAMS)

            for city in cities:
                tariff.places.append(Place(carrier, f"{number}", china(line["province"], city), price, mapping["weights"]))
    return tariff


def tier(text):
    """"≤50kg", "50-200kg", "≥3000kg": from, to in grams; None: without an end. Exactly 3,000 kg is in "≥3000kg"."""
    if text.startswith("≤"):
        return 0, grams(text[1:-2])
    if text.startswith("≥"):
        return grams(text[1:-2]), None
    return tuple(grams(part) for part in text[:-2].split("-"))


def read_tiers(name, mapping, folder):
    """A freight line: a minimum for what is light, then a price for each kilogramme, the lower the heavier."""
    tariff = Tariff(mapping)
    source = json.loads((folder / mapping["file"]).read_text(encoding="utf-8"))
    tiers = sorted((tier(text), text) for text in source["tiers"])
    for province, cities in source["data"].items():
        for city, line in cities.items():
            rates, bands = line["rates"], []
            for (_, end), text in tiers:
                upper = "" if end is None else end - 1 if end == tiers[-1][0][0] else end
                if text not in rates:
                    continue
                light = text.startswith("≤")
                bands.append(f"{upper}:{minor(rates[text])}" if light else f"{upper}:0:{minor(rates[text])}")
            tariff.row(name, "t", f"{province}-{city}", region_codes="CN", administrative_areas=province, localities=city, bands=";".join(bands))

            def price(weight, rates=rates):
                for (_, end), text in tiers:
                    if end is None or weight < end or weight == end != tiers[-1][0][0]:
                        unit = decimal.Decimal(str(rates[text]))
                        return minor(unit) if text.startswith("≤") else math.ceil(unit * 100 * weight / GRAMS)

            # Where the line says nothing of what is light, nothing is asked of it.
            known = [start for (start, _), text in tiers if text in rates]
            tariff.places.append(Place(name, f"{province}-{city}", china(province, city), price,
                                       [weight for weight in mapping["weights"] if weight > known[0]]))
    return tariff


def read_linked(_, mapping, folder):
    def lines(key):
        with open(folder / mapping[key], encoding="utf-8") as file:
            return [line for line in csv.reader(file) if line]

    tariff, countries, bands, known = Tariff(mapping), {}, {}, set(mapping["no_countries"])
    # What goods may be worth: what the service pays for a loss is the upper end.
    ranges = {service: (minor(least), minor(most)) for service, least, most, *_ in lines("values")}
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
        least, most = ranges[service]
        tariff.row(carrier, "t", zone, region_codes=";".join(countries[zone]), zone_max_value_minor=most,
                   zone_min_value_minor=least or "", bands=";".join(f"{weight}:{amount}" for weight, amount in prices))

        def price(weight, prices=prices):
            return next((amount for limit, amount in prices if weight <= limit), None)

        for country in countries[zone]:
            tariff.places.append(Place(carrier, zone, {"region_code": country}, price, [1, *(weight for weight, _ in prices)],
                                       worth=(least, most)))
    return tariff


READERS = {"steps": read_steps, "base_and_steps": read_base_and_steps, "seasons": read_seasons, "linked": read_linked,
           "by_kilogramme": read_by_kilogramme, "tiers": read_tiers}


def read(name, folder):
    mapping = MAPPINGS[name]
    return READERS[mapping["reader"]](name, mapping, pathlib.Path(folder))
