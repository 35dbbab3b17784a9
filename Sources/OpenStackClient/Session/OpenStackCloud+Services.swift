extension OpenStackCloud {
    public var identity: IdentityService { IdentityService(caller: ServiceCaller(cloud: self, service: .identity)) }
    public var compute: ComputeService { ComputeService(caller: ServiceCaller(cloud: self, service: .compute)) }
    public var network: NetworkService { NetworkService(caller: ServiceCaller(cloud: self, service: .network)) }
    public var image: ImageService { ImageService(caller: ServiceCaller(cloud: self, service: .image)) }
    public var placement: PlacementService { PlacementService(caller: ServiceCaller(cloud: self, service: .placement)) }

    public var blockStorage: BlockStorageService {
        BlockStorageService(caller: ServiceCaller(cloud: self, service: .blockStorage))
    }

    public var loadBalancer: LoadBalancerService {
        LoadBalancerService(caller: ServiceCaller(cloud: self, service: .loadBalancer))
    }
}
