import JSON
import Testing

@testable import Sprig

@Suite("Times and durations") struct TimeTests {
    @Test(
        arguments: [
            FunctionCase(
                "date", "2006-01-02T15:04:05.000000Z07:00",
                call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "2021-03-04T05:06:07.089000Z""#),
            FunctionCase(
                "date", "Mon Jan _2 15:04:05 2006",
                call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "Thu Mar  4 05:06:07 2021""#),
            FunctionCase(
                "date", "Monday, 02-Jan-06 15:04:05 MST",
                call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "Thursday, 04-Mar-21 05:06:07 UTC""#),
            FunctionCase(
                "date", "3:04:05.999 pm",
                call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "5:06:07.089 am""#),
            FunctionCase(
                "date", "002 __2 _2", call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "063  63  4""#),
            FunctionCase(
                "date", "Janx Jane Mondays",
                call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "Janx Jane Thursdays""#),
            FunctionCase(
                "date", "_2006 03PM", call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "_2021 05AM""#),
            FunctionCase(
                "date", "-0700 -07 Z070000",
                call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "+0000 +00 Z""#),
            FunctionCase(
                "date", "05,000 .0000000000x",
                call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "07,089 .089000000x""#),
            FunctionCase(
                "date", "006.99", call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "021.08""#),
            FunctionCase(
                "date", "", call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string """#),
            FunctionCase(
                "dateInZone", "2006-01-02 15:04:05 -0700 MST",
                call("toDate", "2006-01-02T15:04:05Z07:00", "1999-12-31T23:59:59-08:00"), "UTC",
                gives: #"string "2000-01-01 07:59:59 +0000 UTC""#),
            FunctionCase(
                "dateInZone", "2006-01-02 15:04:05 -0700 MST",
                call("toDate", "2006-01-02T15:04:05Z07:00", "1999-12-31T23:59:59-08:00"), "Local",
                gives: #"string "2000-01-01 07:59:59 +0000 UTC""#),
            FunctionCase(
                "dateInZone", "2006-01-02 15:04:05 -0700 MST",
                call("toDate", "2006-01-02T15:04:05Z07:00", "1999-12-31T23:59:59-08:00"), "",
                gives: #"string "2000-01-01 07:59:59 +0000 UTC""#),
            FunctionCase(
                "dateInZone", "2006-01-02 15:04:05 -0700 MST",
                call("toDate", "2006-01-02T15:04:05Z07:00", "1999-12-31T23:59:59-08:00"), "Etc/GMT+5",
                gives: #"string "2000-01-01 02:59:59 -0500 -05""#),
            FunctionCase(
                "dateInZone", "2006-01-02 15:04:05 -0700 MST",
                call("toDate", "2006-01-02T15:04:05Z07:00", "1999-12-31T23:59:59-08:00"), "Etc/GMT-14",
                gives: #"string "2000-01-01 21:59:59 +1400 +14""#),
            FunctionCase(
                "dateInZone", "2006-01-02 15:04:05 -0700 MST",
                call("toDate", "2006-01-02T15:04:05Z07:00", "1999-12-31T23:59:59-08:00"), "Nope/Zone",
                gives: #"string "2000-01-01 07:59:59 +0000 UTC""#),
            FunctionCase(
                "dateInZone", "2006-01-02 15:04:05 -0700 MST",
                call("toDate", "2006-01-02T15:04:05Z07:00", "1999-12-31T23:59:59-08:00"), "GMT",
                gives: #"string "2000-01-01 07:59:59 +0000 GMT""#),
            FunctionCase("date", "2006-01-02", 1700000000, gives: #"string "2023-11-14""#),
            FunctionCase("date", "2006-01-02 15:04", call("int64", -1), gives: #"string "1969-12-31 23:59""#),
            FunctionCase("date", "2006", 253402300800, gives: #"string "10000""#),
            FunctionCase("htmlDate", 0, gives: #"string "1970-01-01""#),
            FunctionCase(
                "htmlDateInZone", call("toDate", "2006-01-02T15:04:05Z07:00", "1999-12-31T23:59:59-08:00"), "UTC",
                gives: #"string "2000-01-01""#),
            FunctionCase(
                "toString", call("toDate", "2006-01-02T15:04:05Z07:00", "1999-12-31T23:59:59-08:00"),
                gives: #"string "1999-12-31 23:59:59 -0800 -0800""#),
            FunctionCase("toString", call("toDate", "x", "y"), gives: #"string "0001-01-01 00:00:00 +0000 UTC""#),
            FunctionCase(
                "unixEpoch", call("toDate", "2006-01-02T15:04:05Z07:00", "1999-12-31T23:59:59-08:00"),
                gives: #"string "946713599""#),
        ])
    func layouts(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase(
                "mustToDate", "2006-01-02", "2020-02-30", gives: #"error: parsing time "2020-02-30": day out of range"#),
            FunctionCase(
                "mustToDate", "2006-01-02", "2019-13-01",
                gives: #"error: parsing time "2019-13-01": month out of range"#),
            FunctionCase(
                "mustToDate", "2006-01-02", "x",
                gives: #"error: parsing time "x" as "2006-01-02": cannot parse "x" as "2006""#),
            FunctionCase(
                "mustToDate", "2006-01-02", "2020-02-29 extra",
                gives: #"error: parsing time "2020-02-29 extra": extra text: " extra""#),
            FunctionCase(
                "mustToDate", "2006-01-02T15:04:05Z07:00", "2020-02-29T13:04:05.123456-03:30",
                gives: #"time.Time "2020-02-29T13:04:05.123456-03:30""#),
            FunctionCase(
                "mustToDate", "2006-01-02 15:04:05", "2020-02-29 25:00:00",
                gives: #"error: parsing time "2020-02-29 25:00:00": hour out of range"#),
            FunctionCase(
                "mustToDate", "Monday, 02-Jan-06 15:04:05 MST", "Monday, 02-Jan-06 15:04:05 GMT+3",
                gives: #"time.Time "2006-01-02T18:04:05+03:00""#),
            FunctionCase(
                "mustToDate", "Monday, 02-Jan-06 15:04:05 MST", "Monday, 02-Jan-06 15:04:05 CEST",
                gives: #"time.Time "2006-01-02T15:04:05Z""#),
            FunctionCase(
                "mustToDate", "02 Jan 06 15:04 -0700", "02 Jan 06 15:04 +0530",
                gives: #"time.Time "2006-01-02T15:04:00+05:30""#),
            FunctionCase("mustToDate", "3:04PM", "12:04AM", gives: #"time.Time "0000-01-01T00:04:00Z""#),
            FunctionCase(
                "mustToDate", "3:04PM", "13:04PM", gives: #"error: parsing time "13:04PM": hour out of range"#),
            FunctionCase("mustToDate", "2006-002", "2020-366", gives: #"time.Time "2020-12-31T00:00:00Z""#),
            FunctionCase(
                "mustToDate", "2006-002", "2019-366",
                gives: #"error: parsing time "2019-366": day-of-year out of range"#),
            FunctionCase("mustToDate", "Jan 2", "Feb 30", gives: #"error: parsing time "Feb 30": day out of range"#),
            FunctionCase(
                "mustToDate", "January 2, 2006", "JANUARY 7, 2001", gives: #"time.Time "2001-01-07T00:00:00Z""#),
            FunctionCase(
                "mustToDate", "Jane 02", "Jan 5",
                gives: #"error: parsing time "Jan 5" as "Jane 02": cannot parse " 5" as "Jane ""#),
            FunctionCase("mustToDate", "05,000", "10,123", gives: #"time.Time "0000-01-01T00:00:10.123Z""#),
            FunctionCase("mustToDate", "05.99", "10.5", gives: #"time.Time "0000-01-01T00:00:10.5Z""#),
            FunctionCase("mustToDate", "Z0700", "Z", gives: #"time.Time "0000-01-01T00:00:00Z""#),
            FunctionCase(
                "mustToDate", "Z0700", "9999-12-31",
                gives: #"error: parsing time "9999-12-31": time zone offset hour out of range"#),
            FunctionCase(
                "mustToDate", "-07:00:00", "9999-12-31",
                gives: #"error: parsing time "9999-12-31" as "-07:00:00": cannot parse "9999-12-31" as "-07:00:00""#),
            FunctionCase("mustToDate", "06", "69", gives: #"time.Time "1969-01-01T00:00:00Z""#),
            FunctionCase("mustToDate", "06", "68", gives: #"time.Time "2068-01-01T00:00:00Z""#),
            FunctionCase("mustToDate", "MST", "WITA", gives: #"time.Time "0000-01-01T00:00:00Z""#),
            FunctionCase(
                "mustToDate", "MST", "ABCD",
                gives: #"error: parsing time "ABCD" as "MST": cannot parse "ABCD" as "MST""#),
            FunctionCase("mustToDate", "20060102150405", "20200229130405", gives: #"time.Time "2020-02-29T13:04:05Z""#),
            FunctionCase("toDate", "2006", "x", gives: #"time.Time "0001-01-01T00:00:00Z""#),
        ])
    func parsing(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("durationRound", "8761h", gives: #"string "1y""#),
            FunctionCase("durationRound", "721h", gives: #"string "1mo""#),
            FunctionCase("durationRound", "25h", gives: #"string "1d""#),
            FunctionCase("durationRound", "61m", gives: #"string "1h""#),
            FunctionCase("durationRound", "1.1s", gives: #"string "1s""#),
            FunctionCase("durationRound", "1s", gives: #"string "0s""#),
            FunctionCase("durationRound", "x", gives: #"string "0s""#),
            FunctionCase("durationRound", "-2h", gives: #"string "2h""#),
            FunctionCase("durationRound", 5, gives: #"string "0s""#),
            FunctionCase("durationRound", call("int64", 90000000000), gives: #"string "1m""#),
            FunctionCase("duration", "95", gives: #"string "1m35s""#),
            FunctionCase("duration", "-95", gives: #"string "-1m35s""#),
            FunctionCase("duration", "abc", gives: #"string "0s""#),
            FunctionCase("duration", 95, gives: #"string "0s""#),
            FunctionCase("duration", call("int64", 3661), gives: #"string "1h1m1s""#),
            FunctionCase("duration", "99999999999999999999", gives: #"string "-1s""#),
            FunctionCase(
                "mustDateModify", "1h", call("toDate", "2006", "2000"), gives: #"time.Time "2000-01-01T01:00:00Z""#),
            FunctionCase(
                "mustDateModify", "-24h", call("toDate", "2006", "2000"), gives: #"time.Time "1999-12-31T00:00:00Z""#),
            FunctionCase(
                "mustDateModify", "1.5s", call("toDate", "2006", "2000"), gives: #"time.Time "2000-01-01T00:00:01.5Z""#),
            FunctionCase(
                "mustDateModify", ".5h", call("toDate", "2006", "2000"), gives: #"time.Time "2000-01-01T00:30:00Z""#),
            FunctionCase(
                "mustDateModify", "1µs", call("toDate", "2006", "2000"),
                gives: #"time.Time "2000-01-01T00:00:00.000001Z""#),
            FunctionCase(
                "mustDateModify", "0", call("toDate", "2006", "2000"), gives: #"time.Time "2000-01-01T00:00:00Z""#),
            FunctionCase(
                "mustDateModify", "5", call("toDate", "2006", "2000"),
                gives: #"error: time: missing unit in duration "5""#),
            FunctionCase(
                "mustDateModify", "1hh", call("toDate", "2006", "2000"),
                gives: #"error: time: unknown unit "hh" in duration "1hh""#),
            FunctionCase(
                "mustDateModify", "", call("toDate", "2006", "2000"), gives: #"error: time: invalid duration """#),
            FunctionCase(
                "mustDateModify", "--1s", call("toDate", "2006", "2000"),
                gives: #"error: time: invalid duration "--1s""#),
            FunctionCase(
                "mustDateModify", "2562047h47m16.854775807s", call("toDate", "2006", "2000"),
                gives: #"time.Time "2292-04-10T23:47:16.854775807Z""#),
            FunctionCase(
                "mustDateModify", "9223372036854775808ns", call("toDate", "2006", "2000"),
                gives: #"error: time: invalid duration "9223372036854775808ns""#),
            FunctionCase(
                "mustDateModify", "300h5m", call("toDate", "2006", "2000"), gives: #"time.Time "2000-01-13T12:05:00Z""#),
            FunctionCase(
                "dateModify", "x", call("toDate", "2006", "2000"), gives: #"time.Time "2000-01-01T00:00:00Z""#),
            FunctionCase(
                "date_modify", "1h", call("toDate", "2006", "2000"), gives: #"time.Time "2000-01-01T01:00:00Z""#),
            FunctionCase(
                "must_date_modify", "24h", call("toDate", "2006", "2000"), gives: #"time.Time "2000-01-02T00:00:00Z""#),
        ])
    func durations(_ function: FunctionCase) { function.check() }
}
