import Crypto

/// Hashes of bytes.
public enum Digest {
    /// SHA-256 (FIPS 180-4): 32 bytes.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// SHA-256 of bytes that come in pieces.
    public struct RunningSHA256: Sendable {
        private var hash = SHA256()

        public init() {}

        public mutating func update(_ bytes: some Collection<UInt8>) {
            guard
                bytes.withContiguousStorageIfAvailable({ hash.update(bufferPointer: UnsafeRawBufferPointer($0)) })
                    == nil
            else { return }
            hash.update(data: Array(bytes))
        }

        /// The hash of all bytes so far; more may follow.
        public var value: [UInt8] { Array(hash.finalize()) }
    }
}
