"""Wash it wrong: how to wash a wool blanket, asked in three languages: as the material says, until the product says otherwise."""

from harness import ROOT, expect

BLANKET = "products/1010000"
WOOL = "materials/%E7%BE%8A%E6%AF%9B/careGuide"


def symbols(care):
    return {process["process"]: process["symbol"] for process in care["processes"]}


def run(desk):
    def care(language):
        return desk.call("GetProductCare", {"name": desk.name(BLANKET), "language_code": language})

    def text(language):
        return desk.client("text", "care", "1010000", "--shop", desk.case, "--language", language)

    with desk.step("the shop opens with its catalogue"):
        desk.open_shop()
        desk.client("import", "litemall", ROOT / "data" / "yanxuan", "--shop", desk.case)

    told = care("en")
    expect(told["materials"], ["羊毛"])
    expect((symbols(told)["WASH"], symbols(told)["DRY_CLEAN"]), ("HAND_WASH", "DRY_CLEAN_F_MILD"))
    sources = {process["process"]: process["sources"] for process in told["processes"]}
    expect((sources["WASH"], sources["DRY_CLEAN"]), ([desk.name(WOOL)], [desk.name(f"{BLANKET}/careGuide")]))
    evidence = {process["process"]: process.get("evidence", "") for process in told["processes"]}
    assert "建议干洗" in evidence["DRY_CLEAN"], evidence
    for language, words in {"zh": "手洗", "en": "wash by hand", "es": "lavar a mano"}.items():
        assert words in text(language), text(language)

    with desk.step("a lead looks at the label: not in water at all"):
        guide = desk.call("GetCareGuide", {"name": desk.name(f"{BLANKET}/careGuide")})
        guide["instructions"].append({"symbol": "DO_NOT_WASH"})
        desk.call("UpdateCareGuide", {"care_guide": guide}, agent="2", role="lead")
    expect(symbols(care("zh"))["WASH"], "DO_NOT_WASH")
    assert "do not wash" in text("en") and "no lavar" in text("es"), text("es")

    with desk.step("the catalogue comes again, and what the lead has told stays"):
        imported = desk.client("--json", "import", "litemall", ROOT / "data" / "yanxuan", "--shop", desk.case)
        assert '"created":0,"updated":0' in imported, imported
    expect(symbols(care("en"))["WASH"], "DO_NOT_WASH")

    with desk.step("asked what goes with it, the agent finds it by a word and offers what the shop's rules say"):
        found = desk.call("SearchProducts", {"parent": desk.shop, "query": "纯羊毛盖毯"})["results"]
    expect(desk.name(BLANKET) in [each["product"]["name"] for each in found], True)
    offered = desk.call("SuggestProducts", {"parent": desk.shop, "product": desk.name(BLANKET), "language_code": "en"})["suggestions"]
    expect([each["reason"] for each in offered], ["For the sofa: a cushion goes with the blanket."] * 2)
