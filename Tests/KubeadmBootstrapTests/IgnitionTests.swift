import ClusterAPI
import JSON
import Machinery
import Testing
import YAML

@testable import KubeadmBootstrap

@Suite("The Ignition configuration of a machine")
struct IgnitionTests {
    private static var spec: KubeadmConfigSpec {
        var spec = KubeadmConfigSpec()
        spec.preKubeadmCommands = ["swapoff -a"]
        spec.postKubeadmCommands = ["cat <<END\nx\nEND\n"]
        spec.verbosity = 5
        return spec
    }

    @Test func theLayoutIsClusterAPIs() throws {
        let ignition = Ignition(action: .join(configuration: "kind: JoinConfiguration\n"), spec: Self.spec)
        let script =
            "%23!%2Fbin%2Fbash%0Aset%20-e%0Aswapoff%20-a%0Akubeadm%20join%20--config%20%2Fetc%2Fkubeadm.yml%20--v%205%0A"
            + "mkdir%20-p%20%2Frun%2Fcluster-api%20%26%26%20echo%20success%20%3E%20"
            + "%2Frun%2Fcluster-api%2Fbootstrap-success.complete%0Amv%20%2Fetc%2Fkubeadm.yml%20%2Ftmp%2F%0A"
            + "cat%20%3C%3CEND%0Ax%0AEND%0A"
        let unit =
            "[Unit]\\nDescription=kubeadm\\n# The script moves this file away, so that it runs once.\\n"
            + "ConditionPathExists=/etc/kubeadm.yml\\nAfter=network.target\\n[Service]\\nType=oneshot\\n"
            + "ExecStart=/etc/kubeadm.sh\\n[Install]\\nWantedBy=multi-user.target\\n"
        let expected =
            #"{"ignition":{"config":{},"security":{"tls":{}},"timeouts":{},"version":"2.3.0"},"networkd":{},"passwd":{},"#
            + #""storage":{"files":[{"filesystem":"root","path":"/etc/kubeadm.sh","contents":{"source":"data:,"#
            + script
            + #"","verification":{}},"mode":448},{"filesystem":"root","path":"/etc/kubeadm.yml","contents":"#
            + #"{"source":"data:,---%0Akind%3A%20JoinConfiguration%0A","verification":{}},"mode":384}]},"#
            + #""systemd":{"units":[{"contents":""# + unit + #"","enabled":true,"name":"kubeadm.service"}]}}"#
        #expect(try ignition.render() == expected)
        #expect(try ignition.render() == ignition.render())
    }

    @Test func usersDisksAndMountsAreSaidInIgnitionsWords() throws {
        var spec = Self.spec
        spec.ntp = BootstrapNTP(servers: ["a.example"], enabled: true)
        var filesystem = BootstrapFilesystem(device: "/dev/vdb1", filesystem: "ext4")
        filesystem.label = "data"
        filesystem.overwrite = true
        filesystem.extraOpts = ["-F"]
        var partition = BootstrapPartition(device: "/dev/vdb", layout: true)
        partition.overwrite = true
        spec.diskSetup = BootstrapDiskSetup(partitions: [partition], filesystems: [filesystem])
        spec.mounts = [["data", "/var/lib/my-data", "noatime", "ro"]]
        var user = BootstrapUser(name: "u")
        user.groups = "wheel, docker"
        user.sudo = "ALL=(ALL) NOPASSWD:ALL"
        user.passwd = "$6$x"
        user.lockPassword = false
        let text = try Ignition(action: .initialize(configuration: ""), spec: spec, users: [user]).render()
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(
            value.value(at: ["passwd", "users"])
                == [["groups": ["wheel", "docker"], "name": "u", "passwordHash": "$6$x"]])
        #expect(
            value.value(at: ["storage", "disks"])
                == [["device": "/dev/vdb", "partitions": [[:]], "wipeTable": true]])
        #expect(
            value.value(at: ["storage", "filesystems"]) == [
                [
                    "mount": [
                        "device": "/dev/vdb1", "format": "ext4", "label": "data", "options": ["-F"],
                        "wipeFilesystem": true,
                    ], "name": "data",
                ]
            ])
        let paths = value.value(at: ["storage", "files"])?.arrayValue?.compactMap { $0["path"]?.stringValue }
        #expect(
            paths == [
                "/etc/sudoers.d/u", "/etc/ssh/sshd_config", "/etc/kubeadm.sh", "/etc/kubeadm.yml", "/etc/ntp.conf",
            ])
        let units = value.value(at: ["systemd", "units"])?.arrayValue ?? []
        #expect(
            units.compactMap { $0["name"]?.stringValue }
                == ["kubeadm.service", "ntpd.service", "var-lib-my\\x2ddata.mount"])
        #expect(
            units.last?["contents"]?.stringValue?.contains(
                "What=/dev/vdb1\nWhere=/var/lib/my-data\nOptions=noatime,ro\n") == true)
    }

    @Test func filesKeepTheirBytesOwnersAndModes() throws {
        var file = BootstrapFile(path: "/x")
        file.content = "AP8="
        file.encoding = .base64
        file.owner = "nobody:users"
        file.permissions = "0640"
        file.append = true
        #expect(
            try IgnitionFile(file).json == [
                "filesystem": "root", "group": ["name": "users"], "path": "/x", "user": ["name": "nobody"],
                "append": true, "contents": ["source": "data:,%00%FF", "verification": [:]], "mode": 416,
            ])
    }

    @Test(
        arguments: [
            ("rw", nil, "x", "not an octal number"), ("99", nil, "x", "not an octal number"),
            ("0644", "base64", "~", "is not base64"), ("0644", "gzip", "x", "gzip"),
            ("0644", "gzip+base64", "x", "gzip+base64"),
        ] as [(String, String?, String, String)])
    func filesThatCannotBeSaidAreRefused(permissions: String, encoding: String?, content: String, reason: String) {
        var file = BootstrapFile(path: "/x")
        file.permissions = permissions
        file.encoding = encoding.map(BootstrapFileEncoding.init(rawValue:))
        file.content = content
        let error = #expect(throws: ControllerStateError.self) { try IgnitionFile(file) }
        #expect(error?.description.contains(reason) == true)
    }

    @Test(arguments: [[], ["data"], ["data", "relative"], ["unknown", "/x"]] as [[String]])
    func mountsNeedAFileSystemAndAPlace(mount: [String]) {
        var spec = Self.spec
        spec.mounts = [mount]
        let error = #expect(throws: ControllerStateError.self) {
            try Ignition(action: .join(configuration: ""), spec: spec).render()
        }
        #expect(error?.description.contains("spec.mounts[0]") == true)
    }

    /// Ignition would refuse these at the machine's first start.
    @Test(
        arguments: [
            (nil, nil, nil, nil, nil), ("a", nil, nil, nil, "spec.files[0].path: path not absolute"),
            (nil, "vdb", nil, nil, "spec.diskSetup.partitions[0].device: path not absolute"),
            (nil, nil, "vdb", nil, "spec.diskSetup.filesystems[0].device: path not absolute"),
            (
                nil, nil, nil, "ext3",
                "spec.diskSetup.filesystems[0].filesystem: invalid filesystem format: "
                    + "Ignition makes btrfs, ext4, swap, vfat, xfs"
            ),
            (
                nil, nil, nil, "vfat",
                "spec.diskSetup.filesystems[0].label: filesystem labels cannot be longer than 11 characters when using vfat"
            ),
        ] as [(String?, String?, String?, String?, String?)])
    func whatIgnitionRefusesIsToldBefore(
        path: String?, disk: String?, device: String?, format: String?, problem: String?
    ) {
        var spec = Self.spec
        spec.files = [BootstrapFile(path: path ?? "/a")]
        var filesystem = BootstrapFilesystem(device: device ?? "/dev/vdb1", filesystem: format ?? "ext4")
        filesystem.label = "twelve_chars"
        spec.diskSetup = BootstrapDiskSetup(
            partitions: [BootstrapPartition(device: disk ?? "/dev/vdb", layout: true)], filesystems: [filesystem])
        let ignition = Ignition(action: .join(configuration: ""), files: spec.files, spec: spec)
        do {
            _ = try ignition.render()
            #expect(problem == nil)
        } catch {
            #expect(error.description == problem)
        }
    }

    @Test(arguments: [("/", "-"), ("/var//lib/", "var-lib"), ("/.a", "\\x2ea"), ("/é", "\\xc3\\xa9")])
    func unitsAreNamedAsSystemdNamesThem(path: String, name: String) {
        #expect(Ignition.unitName(ofPath: path) == name)
    }

    @Test func theDiscoveryFileIsAKubeconfig() throws {
        var exec = KubeadmAuthExec(command: "/bin/login")
        exec.args = ["now"]
        exec.env = [KubeadmAuthExecVariable(name: "A", value: "b")]
        var discovery = KubeadmFileDiscovery(kubeConfigPath: "/etc/discovery.conf")
        #expect(DiscoveryKubeconfig(discovery) == nil)
        var kubeconfig = KubeadmFileDiscoveryKubeConfig(user: KubeadmKubeConfigUser(exec: exec))
        kubeconfig.cluster = KubeadmKubeConfigCluster(
            server: "https://10.0.0.1:6443", certificateAuthorityData: "QQ==")
        discovery.kubeConfig = kubeconfig
        let file = try #require(DiscoveryKubeconfig(discovery)).file
        #expect(file.path == "/etc/discovery.conf" && file.permissions == "0640" && file.owner == "root:root")
        let expected = """
            apiVersion: v1
            kind: Config
            clusters:
            - name: default
              cluster:
                certificate-authority-data: QQ==
                server: https://10.0.0.1:6443
            contexts:
            - name: default
              context:
                cluster: default
                user: default
            current-context: default
            users:
            - name: default
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  args:
                  - now
                  command: /bin/login
                  env:
                  - name: A
                    value: b
                  interactiveMode: Never
                  provideClusterInfo: false

            """
        #expect(file.content == expected)
    }
}
