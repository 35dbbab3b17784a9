import ClusterAPI
import DevAPI
public import Machinery

/// The kinds that this program brings beside Kubernetes' own.
public enum ProductResources {
    /// Cluster API's kinds and those of the infrastructure providers.
    public static let all: [RegisteredResource] = RegisteredResource.clusterAPI + RegisteredResource.devAPI
}
