import ClusterAPI
import JSON
import Machinery
import SchemaSamples
import Testing

@Suite struct KubeadmConfigValidationTests {
    static let cases = [
        Case(
            "files", [["path": "/a", "content": "x", "contentFrom": ["secret": ["name": "s", "key": "k"]]]],
            "files[0]: Invalid value: \"/a\": only one of content or contentFrom may be specified for a single file"),
        Case(
            "files", [["path": "/a", "contentFrom": ["secret": ["name": "", "key": ""]]]],
            "files[0].contentFrom.secret.name: Required value: secret file source must specify non-empty secret name",
            "files[0].contentFrom.secret.key: Required value: secret file source must specify non-empty secret key"),
        Case(
            "files", [["path": "/a", "content": "x"], ["path": "/a", "content": "y"]],
            "files[1].path: Invalid value: \"/a\": path property must be unique among all files"),
        Case("files", [["path": "/a"]]),
        Case(
            "files",
            [
                ["path": "/a", "encoding": "base64", "permissions": "0640", "owner": "root:root", "append": true],
                ["path": "/b", "encoding": "gzip"], ["path": "/c", "encoding": "gzip+base64"],
                ["path": "/d", "contentFrom": ["secret": ["name": "s", "key": "k"]]],
            ]),
        // What only cloud-init, or Ignition, can tell: Cluster API admits it.
        Case("files", [["path": "relative", "permissions": "u=rw", "owner": "a:b:c", "content": "{{ x }}"]]),
        Case(
            "files", [["path": "/a"], ["path": "/b"], ["path": "/a"], ["path": "/a/"], ["path": "/a"]],
            "files[2].path: Invalid value: \"/a\": path property must be unique among all files",
            "files[4].path: Invalid value: \"/a\": path property must be unique among all files"),
        Case(
            "users", [["name": "u", "passwd": "x", "passwdFrom": ["secret": ["name": "s", "key": "k"]]]],
            "users[0]: Invalid value: \"u\": only one of passwd or passwdFrom may be specified for a single user"),
        Case(
            "users", [["name": "u", "passwdFrom": ["secret": ["name": "", "key": ""]]]],
            "users[0].passwdFrom.secret.name: Required value: secret file source must specify non-empty secret name",
            "users[0].passwdFrom.secret.key: Required value: secret file source must specify non-empty secret key"),
        Case(
            "users",
            [
                ["name": "u", "passwd": "x", "inactive": true], ["name": "u"],
                ["name": "v", "passwdFrom": ["secret": ["name": "s", "key": "k"]]],
            ]),
        Case("mounts", [["data", "relative"], ["data"]]),
        Case(
            "ignition", ["containerLinuxConfig": ["strict": true]],
            "format: Invalid value: \"cloud-config\": must be set to \"ignition\" if spec.ignition is set"),
        Case(
            "joinConfiguration", ["discovery": ["file": ["kubeConfigPath": "/k", "kubeConfig": ["user": [:]]]]],
            """
            joinConfiguration.discovery.file.kubeConfig.user: Invalid value: {}: \
            at least one of authProvider or exec must be defined
            """),
        Case(
            "joinConfiguration",
            ["discovery": ["file": ["kubeConfigPath": "/k", "kubeConfig": ["user": ["authProvider": ["name": "p"]]]]]]),
        Case("initConfiguration", ["bootstrapTokens": [["token": "abcdef.0123456789abcdef"]]]),
        Case(
            "initConfiguration", ["bootstrapTokens": [["token": "abcdef.0123456789ABCDEF"]]],
            "initConfiguration.bootstrapTokens[0].token: Invalid value: must be of the form [a-z0-9]{6}.[a-z0-9]{16}"),
    ]

    @Test(arguments: cases) func config(_ test: Case) {
        let object = Samples.kubeadmConfig.object("spec.\(test.path)", test.change)
        #expect(Samples.kubeadmConfig.create(object) == test.errors.map { "spec.\($0)" })
        #expect(Samples.kubeadmConfig.update(object) == test.errors.map { "spec.\($0)" })
    }

    @Test(arguments: cases) func template(_ test: Case) {
        let object = Samples.kubeadmConfigTemplate.object("spec.template.spec.\(test.path)", test.change)
        #expect(Samples.kubeadmConfigTemplate.create(object) == test.errors.map { "spec.template.spec.\($0)" })
    }

    @Test(arguments: cases) func controlPlane(_ test: Case) {
        let object = Samples.controlPlane.object("spec.kubeadmConfigSpec.\(test.path)", test.change)
        #expect(Samples.controlPlane.create(object) == test.errors.map { "spec.kubeadmConfigSpec.\($0)" })
    }

    @Test func ignitionTellsAllItCannotDo() {
        let spec: JSONValue = [
            "format": "ignition", "bootCommands": ["x"], "useExperimentalRetryJoin": true,
            "users": [["name": "u", "inactive": true]], "files": [["path": "/a", "encoding": "gzip+base64"]],
            "diskSetup": [
                "partitions": [["device": "/dev/vdb", "layout": true, "tableType": "mbr"]],
                "filesystems": [
                    ["device": "/dev/vdb1", "filesystem": "ext4", "replaceFS": "xfs", "partition": "auto"]
                ],
            ],
        ]
        let conflict = "Forbidden: not supported when spec.format is set to: \"ignition\""
        #expect(
            Samples.kubeadmConfig.create(Samples.kubeadmConfig.object("spec", spec)) == [
                "spec.users[0].inactive: \(conflict)", "spec.files[0].encoding: \(conflict)",
                "spec.useExperimentalRetryJoin: \(conflict)", "spec.bootCommands: \(conflict)",
                """
                spec.diskSetup.partitions[0].tableType: Invalid value: "mbr": \
                only partition type "gpt" is supported when spec.format is set to: "ignition"
                """, "spec.diskSetup.filesystems[0].replaceFS: \(conflict)",
                "spec.diskSetup.filesystems[0].partition: \(conflict)",
            ])
        let plain: JSONValue = [
            "format": "ignition", "ignition": ["containerLinuxConfig": ["additionalConfig": "[", "strict": true]],
            "files": [["path": "/a", "encoding": "base64"]], "mounts": [["data"]],
        ]
        #expect(Samples.kubeadmConfig.create(Samples.kubeadmConfig.object("spec", plain)) == [])
    }
}

@Suite struct KubeadmControlPlaneValidationTests {
    private static let external: JSONValue = [
        "endpoints": ["https://etcd:2379"], "caFile": "/ca", "certFile": "/cert", "keyFile": "/key",
    ]

    @Test(arguments: [
        Case("spec.replicas", 0, "spec.replicas: Forbidden: cannot be less than or equal to 0"),
        Case("spec.replicas", 2, "spec.replicas: Forbidden: cannot be an even number when etcd is stacked"),
        Case("spec.replicas", 5), Case("spec.version", "1.34.1"),
        Case("spec.version", "v1.34", "spec.version: Invalid value: \"v1.34\": must be a valid semantic version"),
        Case(
            "spec.machineTemplate.infrastructureRef", ["namespace": "other", "kind": "K", "apiVersion": "a/v1"],
            "spec.machineTemplate.infrastructureRef.namespace: Invalid value: \"other\": must match metadata.namespace",
            "spec.machineTemplate.infrastructureRef.name: Invalid value: \"\": cannot be empty"),
        Case(
            "spec.rolloutBefore", ["certificatesExpiryDays": 6],
            "spec.rolloutBefore.certificatesExpiryDays: Invalid value: 6: must be greater than or equal to 7"),
        Case(
            "spec.rolloutStrategy", ["type": "OnDelete"],
            "spec.rolloutStrategy.type: Unsupported value: \"OnDelete\": supported values: \"RollingUpdate\""),
        Case(
            "spec.rolloutStrategy", ["rollingUpdate": ["maxSurge": 2]],
            "spec.rolloutStrategy.rollingUpdate.maxSurge: Invalid value: 2: value must be 1 or 0"),
        Case("spec.rolloutStrategy", ["rollingUpdate": ["maxSurge": 0]]),
        Case(
            "spec.kubeadmConfigSpec.clusterConfiguration.etcd", ["local": ["imageTag": "-1"], "external": external],
            "spec.kubeadmConfigSpec.clusterConfiguration.etcd: Forbidden: cannot have both external and local etcd",
            "spec.kubeadmConfigSpec.clusterConfiguration.etcd.local.imageTag: Invalid value: \"-1\": tag is invalid"),
    ]) func create(_ test: Case) {
        #expect(Samples.controlPlane.create(Samples.controlPlane.object(test.path, test.change)) == test.errors)
    }

    @Test func externalEtcdAllowsEvenReplicas() {
        let run = AdmissionRun(
            Samples.controlPlane.resource,
            valid: Samples.controlPlane.object(
                "spec.kubeadmConfigSpec.clusterConfiguration.etcd", ["external": Self.external]))
        #expect(run.create(run.object("spec.replicas", 2)) == [])
        #expect(
            run.update(run.object("spec.kubeadmConfigSpec.clusterConfiguration.etcd", ["local": [:]])) == [
                "spec.kubeadmConfigSpec.clusterConfiguration.etcd: Forbidden: cannot change between external and local etcd"
            ])
    }

    @Test func scalingInNeedsThreeReplicas() {
        let run = AdmissionRun(
            Samples.controlPlane.resource,
            valid: Samples.controlPlane.object("spec.rolloutStrategy", ["rollingUpdate": ["maxSurge": 0]]))
        #expect(
            run.create(run.object("spec.replicas", 1)) == [
                """
                spec.rolloutStrategy.rollingUpdate: Forbidden: \
                when KubeadmControlPlane is configured to scale-in, replica count needs to be at least 3
                """
            ])
    }

    @Test(arguments: [
        Case("spec.replicas", 5), Case("spec.version", "v1.35.0"), Case("spec.version", "v1.34.9"),
        Case("spec.version", "v1.33.0"),
        Case(
            "spec.version", "v1.36.0",
            "spec.version: Forbidden: cannot update Kubernetes version from v1.34.1 to v1.36.0"),
        Case("spec.machineTemplate.infrastructureRef.name", "n2"),
        Case("spec.machineTemplate.metadata", ["labels": ["a": "b"]]),
        Case("spec.machineTemplate.nodeDrainTimeout", "5m"), Case("spec.rolloutAfter", "2026-01-01T00:00:00Z"),
        Case("spec.kubeadmConfigSpec.clusterConfiguration.apiServer.extraArgs.v", "4"),
        Case("spec.kubeadmConfigSpec.clusterConfiguration.apiServer", nil),
        Case("spec.kubeadmConfigSpec.clusterConfiguration.imageRepository", "registry.example"),
        Case("spec.kubeadmConfigSpec.clusterConfiguration.etcd", ["local": ["dataDir": "/data"]]),
        Case("spec.kubeadmConfigSpec.initConfiguration.nodeRegistration.criSocket", "x"),
        Case("spec.kubeadmConfigSpec.joinConfiguration", ["nodeRegistration": ["name": "n"]]),
        Case("spec.kubeadmConfigSpec.files", [["path": "/a", "content": "a"]]),
        Case("spec.kubeadmConfigSpec.verbosity", 4),
        Case(
            "spec.kubeadmConfigSpec.clusterConfiguration.clusterName", "other",
            "spec.kubeadmConfigSpec.clusterConfiguration.clusterName: Forbidden: cannot be modified"),
        Case(
            "spec.kubeadmConfigSpec.clusterConfiguration.networking", ["podSubnet": "10.0.0.0/8"],
            "spec.kubeadmConfigSpec.clusterConfiguration.networking.dnsDomain: Forbidden: cannot be modified",
            "spec.kubeadmConfigSpec.clusterConfiguration.networking.podSubnet: Forbidden: cannot be modified"),
        Case(
            "spec.kubeadmConfigSpec.clusterConfiguration.certificatesDir", "/pki",
            "spec.kubeadmConfigSpec.clusterConfiguration.certificatesDir: Forbidden: cannot be modified"),
        Case(
            "spec.kubeadmConfigSpec.clusterConfiguration.controlPlaneEndpoint", "a:6443",
            "spec.kubeadmConfigSpec.clusterConfiguration.controlPlaneEndpoint: Forbidden: cannot be modified"),
        Case("spec.fieldOfALaterVersion", 1, "spec.fieldOfALaterVersion: Forbidden: cannot be modified"),
    ]) func update(_ test: Case) {
        #expect(Samples.controlPlane.update(Samples.controlPlane.object(test.path, test.change)) == test.errors)
    }

    @Test func templatesAreImmutableButInTheTopologysDryRun() {
        let run = Samples.controlPlaneTemplate
        let path = "spec.template.spec.kubeadmConfigSpec.verbosity"
        let immutable = ["spec.template.spec: Forbidden: field is immutable: create a new template instead"]
        #expect(run.update(run.object(path, 3)) == immutable)
        #expect(run.update(run.object(path, 3), isDryRun: true) == immutable)
        let marked = AdmissionRun(
            run.resource, valid: run.object("metadata.annotations", [TopologyAnnotation.dryRun: ""].json))
        #expect(marked.update(marked.object(path, 3), isDryRun: true) == [])
        #expect(marked.update(marked.object(path, 3)) == immutable)
        #expect(run.update(run.object("spec.template.metadata", ["labels": ["a": "b"]])) == [])
    }
}
