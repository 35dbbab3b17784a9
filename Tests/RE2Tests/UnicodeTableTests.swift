import SeededRandomness
import Testing

@testable import RE2

@Suite("Unicode tables") struct UnicodeTableTests {
    private static let all = (0...ScalarSet.maximum)

    @Test func orbitsAreClosed() {
        var folding = 0
        for scalar in Self.all {
            let successor = CaseFolding.successor(of: scalar)
            guard successor != scalar else { continue }
            folding += 1
            let orbit = CaseFolding.orbit(of: scalar)
            #expect(orbit == CaseFolding.orbit(of: successor))
            #expect(orbit.contains(scalar) && orbit.contains(successor))
        }
        #expect(folding == 2878)
    }

    /// Folding a range at once is folding each of its members.
    @Test(arguments: 0..<200)
    func rangesFoldAsTheirMembers(seed: Int) {
        var random = SplitMix(seed: seed)
        let low = UInt32.random(in: 0x40...0x2d00, using: &random)
        let range = low...low + UInt32.random(in: 0...300, using: &random)
        let members = range.flatMap { CaseFolding.orbit(of: $0).ranges }
        #expect(CaseFolding.closure(of: ScalarSet(ranges: [range])) == ScalarSet(joining: members), "seed \(seed)")
    }

    /// Every code point that is assigned is in exactly one category; all of a letter are those it begins.
    @Test func categoriesAreDisjoint() throws {
        var count = 0
        var ranges: [ClosedRange<UInt32>] = []
        for name in UnicodeTables.packedCategories.keys {
            let set = try #require(UnicodeTables.set(named: name))
            count += set.ranges.reduce(0) { $0 + $1.count }
            ranges += set.ranges
        }
        #expect(ScalarSet(joining: ranges).ranges.reduce(0) { $0 + $1.count } == count)
        let major = try "CLMNPSZ".map { try #require(UnicodeTables.set(named: String($0))) }
        #expect(major.reduce(0) { $0 + $1.ranges.reduce(0) { $0 + $1.count } } == count)
    }

    /// The standard library, whose Unicode is newer, has moved few of the old characters to another category.
    @Test func categoriesAreThoseOfTheStandardLibrary() throws {
        let sets = [("Lu", Unicode.GeneralCategory.uppercaseLetter), ("Ll", .lowercaseLetter), ("Nd", .decimalNumber)]
        for (name, category) in sets {
            let set = try #require(UnicodeTables.set(named: name))
            let moved = (0...0xffff).compactMap(Unicode.Scalar.init).filter { scalar in
                guard let age = scalar.properties.age, age.major < 6 else { return false }
                return set.contains(scalar.value) != (scalar.properties.generalCategory == category)
            }
            #expect(moved.count < 10, "\(name): \(moved)")
        }
    }

    @Test(arguments: ["Latin", "Greek", "Han", "Common", "Inherited", "Nag_Mundari"])
    func scriptsAreThere(name: String) {
        #expect(UnicodeTables.set(named: name)?.isEmpty == false)
    }

    @Test(arguments: [[], [0...0], [0...9, 20...30], [5...ScalarSet.maximum], [0...ScalarSet.maximum]])
    func invertingTwiceIsNothing(ranges: [ClosedRange<UInt32>]) {
        let set = ScalarSet(ranges: ranges)
        #expect(set.inverted.inverted == set)
        for scalar: UInt32 in [0, 5, 9, 10, 20, 30, 31, ScalarSet.maximum] {
            #expect(set.contains(scalar) != set.inverted.contains(scalar))
        }
    }
}
