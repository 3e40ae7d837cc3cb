"""Taken over: a shop brings its orders from the marketplace, in GB18030 as that exports them. The desk knows a buyer by them at once; the
same file again changes nothing, the next one goes on where the orders went on, and what is in no state to be taken is listed."""

import csv

from harness import expect, number

COLUMNS = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址,运送方式,"
    "联系电话,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝种类,物流单号,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,"
    "分阶段订单信息,特权订金订单id,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易").split(",")
FINISHED = {
    "订单编号": "9001", "买家会员名": "老顾客", "买家应付邮费": "8.00", "总金额": "48.00", "买家实际支付金额": "48.00", "订单状态": "交易成功",
    "收货人姓名": "张三", "收货地址": "浙江省 杭州市 西湖区 文三路 9 号", "联系手机": "13812345678", "订单创建时间": "2024-01-05 09:00:00",
    "订单付款时间": "2024-01-05 09:01:00", "宝贝标题": "陶瓷杯", "宝贝总数量": "2"}
UNPAID = {**FINISHED, "订单编号": "9002", "订单状态": "等待买家付款", "订单付款时间": "", "买家实际支付金额": "0.00"}


def write(desk, name, *rows):
    file = desk.world.services.directory / f"{desk.case}-{name}.csv"
    with file.open("w", encoding="gb18030", newline="") as out:
        table = csv.DictWriter(out, COLUMNS)
        table.writeheader()
        table.writerows(rows)
    return file


def take_over(desk, file):
    return desk.client("import", "taobao-orders", file, "--shop", desk.case).strip()


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop()
    first = write(desk, "first", FINISHED, UNPAID)
    with desk.step("its orders are taken over, and once more"):
        # A crash may have cut the first answer off: then all is there already.
        assert take_over(desk, first) in ("created 2, updated 0, unchanged 0, refused 0", "created 0, updated 0, unchanged 2, refused 0")
        expect(take_over(desk, first), "created 0, updated 0, unchanged 2, refused 0")
    order = desk.order(desk.name("orders/9001"))
    expect((order["state"], number(order, "total.minor"), order["imported"]["source"]), ("TRADE_FINISHED", 4800, "taobao"))
    assert "13812345678" not in str(order), "what is personal is masked"
    expect(desk.money_of(order), [("PAID_IN", 4800), ("RELEASED", 4800)])
    expect(desk.work("", order["name"]), [], "nobody has to do anything about it")
    desk.settle()
    card = desk.call("GetBuyerCard", {"name": desk.name("buyerCards/%E8%80%81%E9%A1%BE%E5%AE%A2")})
    expect((number(card, "orders"), number(card, "received")), (2, 1))
    with desk.step("months later the unpaid one still waits, since it is not ours to close, and can't be paid here"):
        desk.advance(days=60)
        unpaid = desk.order(desk.name("orders/9002"))
        expect(unpaid["state"], "WAIT_BUYER_PAY")
        desk.refused("RecordPayment", desk.payment(unpaid), "CARRIED_OUT_ELSEWHERE", program="alipay")
    with desk.step("the next file says that it was paid and sent"):
        take_over(desk, write(desk, "next", FINISHED, {**UNPAID, "订单状态": "卖家已发货，等待买家确认", "订单付款时间": "2024-01-06 10:00:00"}))
    sent = desk.order(desk.name("orders/9002"))
    expect((sent["state"], sent["imported"]["corrections"]), ("WAIT_BUYER_CONFIRM_GOODS", 1))
    expect(desk.money_of(sent), [("PAID_IN", 4800)])
