import Testing

@testable import Quantities

@Suite struct QuantityTests {
  @Test(arguments: [
    ("0.5", 500), ("0.5 vCPU", 500), (".25", 250), ("1.0", 1000), ("2 cores", 2000), ("2코어", 2000), ("500m", 500),
    ("256", 250), ("1,024 units", 1000),
  ])
  func cpuOfASpec(_ text: String, _ milli: Int) { #expect(CPU(spec: text)?.milli == milli) }

  @Test(arguments: ["Medium", "", "0.5/1", "1 GB", "a 2"]) func noCPU(_ text: String) {
    #expect(CPU(spec: text) == nil)
  }

  @Test(arguments: [("256", 250), (".25 vCPU", 250), ("1 vcpu", 1000), ("4096", 4000)]) func cpuOfATask(
    _ text: String, _ milli: Int
  ) {
    #expect(CPU(ecs: text)?.milli == milli)
  }

  @Test(arguments: [("500m", 500), ("0.5", 500), ("1", 1000), ("1e0", 1000), ("2500u", 3)]) func cpuOfKubernetes(
    _ text: String, _ milli: Int
  ) {
    #expect(CPU(kubernetes: text)?.milli == milli)
  }

  @Test(arguments: [
    ("512MB", 512.0), ("1GB", 1024), ("1 GiB", 1024), ("2G", 2048), ("1,024 MB", 1024), ("512 MiB", 512),
    ("2048", 2048), ("0.5GB", 512),
  ])
  func memoryOfASpec(_ text: String, _ mebibytes: Double) { #expect(Memory(spec: text)?.mebibytes == mebibytes) }

  @Test(arguments: [
    ("512Mi", 536_870_912), ("512M", 512_000_000), ("512m", 1), ("1Gi", 1 << 30), ("128974848", 128_974_848),
    ("1e3", 1000),
  ])
  func memoryOfKubernetes(_ text: String, _ bytes: Int) { #expect(Memory(kubernetes: text)?.bytes == bytes) }

  @Test(arguments: [("512m", 512.0), ("1gb", 1024), ("1G", 1024), ("1048576", 1), ("1024k", 1)]) func memoryOfCompose(
    _ text: String, _ mebibytes: Double
  ) {
    #expect(Memory(compose: text)?.mebibytes == mebibytes)
  }

  @Test(arguments: ["512MB", "512 Mi", "x", "-5Mi", "512mi"]) func noKubernetesMemory(_ text: String) {
    #expect(Memory(kubernetes: text) == nil)
  }

  @Test(arguments: [
    ("30초 간격", 30.0), ("300초", 300), ("< 5분", 300), ("7일", 604_800), ("90d", 7_776_000), ("7년", 220_752_000),
    ("every 30s", 30), ("매일", 86_400),
    ("분기별", 7_776_000), ("월간", 2_592_000), ("daily", 86_400), ("1시간", 3_600), ("30 days", 2_592_000), ("2주", 1_209_600),
    ("시간별 백업", 3_600), ("실시간 (버전관리)", 0),
  ])
  func spansOfASpec(_ text: String, _ seconds: Double) { #expect(TimeSpan(spec: text)?.seconds == seconds) }

  @Test func spansWithoutEnd() {
    #expect(TimeSpan(spec: "영구") == .forever)
    #expect(TimeSpan(spec: "변경 시 (Git)") == nil)
  }

  @Test(arguments: [("1m30s", 90.0), ("500ms", 0.5), ("2h", 7200)]) func spansOfGo(_ text: String, _ seconds: Double) {
    #expect(TimeSpan(go: text)?.seconds == seconds)
  }

  @Test(
    arguments: [
      ("900", 900.0), ("15m", 900), ("1h30m", 5_400), ("7 days", 604_800), ("500ms", 0.5), ("PT15M", 900),
      ("P1DT1H", 90_000),
      ("1.5h", 5_400), ("", nil), ("soon", nil), ("3 bananas", nil), ("15m later", nil), ("P", nil), ("PT", nil),
      ("1h 30", nil),
      ("-5", nil), ("1.2.3s", nil),
    ] as [(String, Double?)])
  func spansOfASetting(_ text: String, _ seconds: Double?) { #expect(TimeSpan(setting: text)?.seconds == seconds) }

  @Test(
    arguments: [
      ("1", 1, 1), ("3+", 3, nil), ("2/10", 2, 10), ("2-10 (Auto)", 2, 10), ("2 ~ 10", 2, 10), ("최소 2 / 최대 10", 2, 10),
      ("3 이상", 3, nil), ("1000+", 1000, nil), ("2 AZ", 2, 2), ("2 AZ (Multi-AZ)", 2, 2),
    ] as [(String, Int, Int?)])
  func counts(_ text: String, _ minimum: Int, _ maximum: Int?) {
    #expect(CountRange(spec: text) == CountRange(minimum, maximum))
  }

  @Test(arguments: ["필요 시", "", "10/2", "1.5"]) func noCounts(_ text: String) { #expect(CountRange(spec: text) == nil) }

  @Test func thresholds() {
    let cpu = Threshold(spec: "CPU > 70% (3분)")
    #expect(
      cpu?.subject == "CPU" && cpu?.comparison == .above && cpu?.value == 70 && cpu?.unit == "%"
        && cpu?.window?.seconds == 180)
    let rate = Threshold(spec: "> 10/분")
    #expect(rate?.value == 10 && rate?.unit == "/분" && rate?.window == nil)
    #expect(Threshold(spec: "> 500ms")?.unit == "ms")
    #expect(Threshold(spec: "80% 초과")?.value == nil)
  }

  /// No number of a document may bring arithmetic out of range.
  @Test(arguments: [
    "99999999999999999999", "99999999999999999999m", String(repeating: "9", count: 400), "1e999",
    "0.0000000000000000001",
  ])
  func enormousNumbers(_ digits: String) {
    for unit in ["", "m", " vCPU", "GB", "TB", "Gi", "일", "년", "%", "+", "/1", "ms", " USD"] {
      let text = digits + unit
      _ = CPU(spec: text)?.description
      _ = CPU(ecs: text)?.description
      _ = CPU(compose: text)?.description
      _ = CPU(kubernetes: text)?.description
      _ = Memory(spec: text)?.description
      _ = Memory(ecs: text)?.description
      _ = Memory(compose: text)?.description
      _ = Memory(kubernetes: text)?.description
      _ = TimeSpan(spec: text)?.description
      _ = TimeSpan(go: text)?.description
      _ = CountRange(spec: text)?.description
      _ = Money(spec: text)?.description
      _ = Threshold(spec: "> " + text)
    }
  }

  @Test func blocksOfAddresses() {
    let vpc = CIDR("10.0.0.0/16")
    #expect(CIDR.all(in: "10.0.1.0/24, 10.0.2.0/24").count == 2)
    #expect(CIDR("10.0.1.0/24").map { vpc?.contains($0) ?? false } == true)
    #expect(CIDR("10.1.0.0/24").map { vpc?.overlaps($0) ?? true } == false)
    #expect(CIDR("10.0.0.0/33") == nil && CIDR("10.0.0/8") == nil)
  }

  @Test func moneyAndShares() {
    #expect(Money(spec: "$1,200/월") == Money(spec: "1200 USD"))
    #expect(Money(spec: "₩150,000")?.currency == "KRW")
    #expect(PercentRange(spec: "30-50%")?.maximum == 50 && PercentRange(spec: "20%")?.minimum == 20)
  }

  @Test func descriptions() {
    #expect(CPU(milli: 250).description == "0.25 vCPU")
    #expect(Memory(mebibytes: 1536).description == "1.5 GiB" && Memory(bytes: 512_000_000).description == "488.281 MiB")
    #expect(TimeSpan(seconds: 90).description == "90 s" && TimeSpan(days: 7).description == "7 days")
  }
}
