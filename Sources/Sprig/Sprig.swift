public import GoTemplate

/// The functions of Sprig 3.3, by their names in templates.
///
/// They give what Sprig gives, with its types and the texts of its errors, but for a few: `keys` and `values`, whose
/// order is random there, are sorted; the zone `Local` is UTC, and of other zones only those of fixed offset are known,
/// all others being UTC as unknown ones are there. `env`, `expandenv` and `getHostByName` do not exist: they would show
/// a template the surroundings of the process.
public enum Sprig {
    /// All functions, as Sprig's `TxtFuncMap` has them.
    public static func all(_ environment: SprigEnvironment) -> FunctionSet {
        hermetic.merging(FunctionSet(impure(environment)))
    }

    /// The functions whose results follow from their arguments: of Sprig's `HermeticTxtFuncMap` those that need no
    /// clock, no randomness and no keys. `durationRound` of a time fails, which needs a clock.
    public static let hermetic = FunctionSet(pure)

    /// The functions of slim-sprig, the variant without dependencies: those of strings that need a library, decimal
    /// arithmetic, merging, most of cryptography, versions, and most that is random are missing. In texts its integers
    /// are decimal: `010` is ten.
    public static func slim(_ environment: SprigEnvironment) -> FunctionSet {
        all(environment).merging(FunctionSet(IntegerFunctions.all(IntegerFunctions.slimCast))).removing(absentFromSlim)
    }

    private static let pure: [String: TemplateFunction] = [
        TextFunctions.all, PrintingFunctions.all, RegexFunctions.all, NumberFunctions.all, ListFunctions.all,
        DictionaryFunctions.all, DefaultFunctions.all, EncodingFunctions.all, VersionFunctions.all, DigestFunctions.all,
        CipherFunctions.decryption, TimeFunctions.hermetic,
        ["buildCustomCert": CertificateFunctions.buildCustomCertificate],
    ].reduce(into: [:]) { all, family in all.merge(family) { $1 } }

    private static func impure(_ environment: SprigEnvironment) -> [String: TemplateFunction] {
        [
            TimeFunctions.all(environment.time), RandomFunctions.all(environment.random),
            CipherFunctions.encryption(environment.random), CertificateFunctions.all(environment),
        ].reduce(into: [:]) { all, family in all.merge(family) { $1 } }
    }

    private static let absentFromSlim: Set<String> = [
        // Strings
        "abbrev", "abbrevboth", "untitle", "nospace", "initials", "randAlphaNum", "randAlpha", "randAscii",
        "randNumeric", "swapcase", "shuffle", "snakecase", "camelcase", "kebabcase", "wrap", "wrapWith", "sha512sum",
        // Decimal arithmetic
        "add1f", "addf", "subf", "divf", "mulf",
        // Maps
        "deepCopy", "mustDeepCopy", "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite",
        // Cryptography
        "bcrypt", "htpasswd", "genPrivateKey", "derivePassword", "buildCustomCert", "genCA", "genCAWithKey",
        "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey", "encryptAES",
        "decryptAES", "randBytes", "uuidv4",
        // Versions
        "semver", "semverCompare",
    ]
}
