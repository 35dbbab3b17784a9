import Effects
import KubernetesClient

/// What conversions need of their surroundings.
struct ConversionEnvironment: Sendable {
    /// `nil` where this server calls nobody.
    var transport: (any WebhookTransport)?
    var time: any TimeSource
    var random: any RandomSource
}
