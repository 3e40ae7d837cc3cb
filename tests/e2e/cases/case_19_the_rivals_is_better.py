"""The rival's is better? Two mugs beside each other: in one unit, with what isn't known said to be unknown."""

from harness import expect, text_of

MUG = "products/mug"
RIVAL = "competitorProducts/rival-mug"


def run(desk):
    def compare(language="en"):
        return desk.call("CompareProducts", {"parent": desk.shop, "names": [desk.name(MUG), desk.name(RIVAL)], "language_code": language})

    def seen():
        return {"source": "https://rival.example/mug", "seen_time": text_of(desk.now)}

    def wording(text):
        return desk.call("CheckText", {"parent": desk.shop, "texts": [{"field": "text", "text": text}]})

    def rows(comparison):
        return {row["key"]: row for row in comparison["rows"]}

    with desk.step("a mug is sold, and the rival's is looked at"):
        desk.open_shop()
        desk.call("CreateCategory", {"parent": desk.shop, "category_id": "mugs", "category": {
            "display_name": "Mugs", "attribute_definitions": [
                {"key": "weight", "display_name": "Weight", "value_type": "MEASURE", "unit": "g"},
                {"key": "material", "display_name": "Material", "value_type": "TEXT"},
                {"key": "capacity", "display_name": "Capacity", "value_type": "MEASURE", "unit": "ml", "required": True}]}})
        desk.stock("mug", 3900, 7, category=desk.name("categories/mugs"), attributes=[
            {"key": "weight", "values": ["500"]}, {"key": "material", "values": ["porcelain"]}, {"key": "capacity", "values": ["350"]}])
        desk.call("CreateCompetitorProduct", {"parent": desk.shop, "competitor_product_id": "rival-mug", "competitor_product": {
            "title": "Rival mug", "brand": "Rival", "category": desk.name("categories/mugs"),
            "price": {"amount": {"currency_code": "CNY", "minor": "2500"}, "source": seen()},
            "attributes": [{"key": "weight", "values": ["500克"], "source": seen()},
                           {"key": "material", "values": ["glass"], "source": seen()}],
            "strengths": [{"text": "the best mug in the world", "source": seen()}]}})

    comparison = compare()
    outcomes = {key: row["outcome"] for key, row in rows(comparison).items()}
    expect(outcomes, {"weight": "SAME", "material": "DIFFERENT", "capacity": "OPEN"})
    expect(rows(comparison)["capacity"]["values"][1], {"unknown": True})
    text = desk.client("compare", MUG, RIVAL, "--shop", desk.case, "--language", "en", "--text")
    for told in ("The same: Weight 500 g.", "Not known: Capacity of “Rival mug”.", "https://rival.example/mug"):
        assert told in text, text
    for boast in ("best", "better", "cheapest"):
        assert boast not in text, text
    for language in ("zh", "en", "es", "pt"):
        expect(wording(compare(language)["text"]), {})
    expect(wording(f"{text} 国家级品质")["level"], "A")
    expect([hit["text"] for hit in wording(f"{text} It is the best in the world.")["hits"]], ["the best"])
    assert "暂不清楚" in compare("zh")["text"] and "No lo sabemos" in compare("es")["text"], compare("es")["text"]

    with desk.step("a quarter later what was seen is old"):
        desk.advance(days=91)
    comparison = compare()
    assert rows(comparison)["material"]["values"][1]["stale"] and comparison["sides"][1]["price_stale"], comparison
    assert "glass" not in comparison["text"] and "25.00" not in comparison["text"], comparison["text"]

    with desk.step("somebody looks again: it holds more"):
        rival = desk.call("GetCompetitorProduct", {"name": desk.name(RIVAL)})
        for attribute in rival["attributes"]:
            attribute["source"] = seen()
        rival["attributes"].append({"key": "capacity", "values": ["0.4 l"], "source": seen()})
        desk.call("UpdateCompetitorProduct", {"competitor_product": rival, "update_mask": "attributes"})
    comparison = compare()
    expect(rows(comparison)["capacity"]["outcome"], "DIFFERENT")
    assert "Capacity: “mug” 350 mL; “Rival mug” 400 mL." in comparison["text"], comparison["text"]
