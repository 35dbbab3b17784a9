import JSON
import Testing

@testable import KubeadmBootstrap

@Suite("What is wrong with a Container Linux Config")
struct ContainerLinuxConfigProblemTests {
    /// What is wrong, without the field; `nil` where nothing is.
    private static func problem(_ text: String, strict: Bool = false) -> String? {
        do {
            _ = try ContainerLinuxTranslation.ignition(of: text, strict: strict)
            return nil
        } catch {
            let prefix = "spec.ignition.containerLinuxConfig.additionalConfig: "
            let text = "\(error)"
            return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : "without the field: \(text)"
        }
    }

    @Test(arguments: [
        ("storage: {files: [{path: a}]}", "storage.files[0].path: path not absolute"),
        (
            "storage: {files: [null, {path: /a, mode: abc}]}",
            "storage.files[1].mode: is \"abc\" where a whole number is needed"
        ),
        (
            "storage: {files: [{path: /a, mode: \"0644\"}]}",
            "storage.files[0].mode: is \"0644\" where a whole number is needed"
        ),
        ("storage: {files: [{path: /a, mode: 010000}]}", "storage.files[0].mode: illegal file mode"),
        ("storage: {files: {}}", "storage.files: is a mapping where a list is needed"),
        ("storage: []", "storage: is a list where a mapping is needed"),
        ("[]", "is a list where a mapping is needed"),
        (
            "storage: {files: [{path: /a, append: true, overwrite: true}]}",
            "storage.files[0].append: cannot set both append and overwrite to true"
        ),
        (
            "storage: {files: [{path: /a, contents: {inline: a, remote: {url: http://x}}}]}",
            "storage.files[0].contents: only one of the following can be set: local, inline, remote.url"
        ),
        (
            "storage: {files: [{path: /a, contents: {local: a}}]}",
            "storage.files[0].contents.local: there are no local files here: use inline or remote"
        ),
        (
            "storage: {files: [{path: /a, contents: {remote: {url: ftp://x, compression: zip}}}]}",
            "storage.files[0].contents.remote.compression: invalid compression method; "
                + "storage.files[0].contents.remote.url: invalid url scheme"
        ),
        (
            "storage: {files: [{path: /a, contents: {inline: !!binary '*'}}]}",
            "storage.files[0].contents.inline: is tagged !!binary and is not base64"
        ),
        (
            "storage: {files: [{path: /a, user: {id: 1, name: a}}]}",
            "storage.files[0].user: cannot set both id and name"
        ),
        (
            "storage: {disks: [{device: a, partitions: [{number: 1, size: 1KiB}, {number: 1, guid: x}]}, {}]}",
            "storage.disks[0].device: path not absolute; "
                + "storage.disks[0].partitions[0].size: invalid dimension (finest granularity is 1MiB); "
                + "storage.disks[0].partitions[1].guid: doesn't match the form \"01234567-89AB-CDEF-EDCB-A98765432101\"; "
                + "storage.disks[0].partitions: partition numbers collide; storage.disks[1].device: disk device is required"
        ),
        (
            "storage: {raid: [{level: 0, devices: [a], spares: 1}, {level: 7}]}",
            "storage.raid[0].devices[0]: path not absolute; "
                + "storage.raid[0].spares: spares unsupported for arrays with a level greater than 0; "
                + "storage.raid[1].level: unrecognized raid level"
        ),
        ("storage: {filesystems: [{name: a}]}", "storage.filesystems[0]: filesystem is missing mount or path"),
        (
            "storage: {filesystems: [{mount: {device: /d, format: ext3}, path: /x}]}",
            "storage.filesystems[0].mount.format: invalid filesystem format: Ignition makes btrfs, ext4, swap, vfat, xfs; "
                + "storage.filesystems[0]: filesystem has both mount and path defined"
        ),
        (
            "storage: {filesystems: [{mount: {device: /d, format: xfs, label: 0123456789abc}}]}",
            "storage.filesystems[0].mount.label: filesystem labels cannot be longer than 12 characters when using xfs"
        ),
        ("systemd: {units: [{name: a}]}", "systemd.units[0].name: invalid systemd unit extension"),
        (
            "systemd: {units: [{name: a.service, dropins: [{name: a}]}]}",
            "systemd.units[0].dropins[0].name: invalid systemd drop-in extension"
        ),
        (
            "networkd: {units: [{name: a.service, contents: '[A'}]}",
            "networkd.units[0].contents: invalid unit content: unable to find end of section; "
                + "networkd.units[0].name: invalid networkd unit extension"
        ),
        (
            "passwd: {users: [{name: u, create: {}, shell: /s}], groups: [{name: g, gid: -1}]}",
            "passwd.groups[0].gid: is \"-1\" where a whole number from 0 is needed; "
                + "passwd.users[0].create: cannot use both the create object and the user-level shell field"
        ),
        ("passwd: {users: [{name: [a]}]}", "passwd.users[0].name: is a list where a text is needed"),
        ("passwd: {users: [{name: !!int a}]}", "passwd.users[0].name: is not what its tag tag:yaml.org,2002:int says"),
        ("locksmith: {window_start: '14:00'}", "locksmith: window_start and window_length must both be specified"),
        (
            "locksmith: {reboot_strategy: best}",
            "locksmith.reboot_strategy: unknown reboot strategy: use reboot, etcd-lock or off"
        ),
        ("version: 1", "version: must be 0, the only version there is"),
        ("etcd: {version: 3.5.0}", "etcd: is not supported: write the unit in systemd.units"),
        ("flannel: {}", "flannel: is not supported: write the unit in systemd.units"),
        ("a: 1\na: 2", "line 2, column 1: the key \"a\" is there twice"),
    ])
    func whatIsWrongIsNamed(text: String, expected: String) {
        #expect(Self.problem(text) == expected)
        #expect(Self.problem(text, strict: true)?.hasPrefix(expected) == true)
    }

    @Test(arguments: [
        ("", "is empty"), ("foo: {bar: [1]}", "foo: unrecognized key"),
        ("storage: {Files: []}", "storage.Files: unrecognized key: did you mean files?"),
        ("storage: {files: [{path: /a, mode: 1, x: 1}]}", "storage.files[0].x: unrecognized key"),
        ("storage: {files: [{path: /a}]}", "storage.files[0].mode: mode unspecified for file, defaulting to 0644"),
        (
            "storage: {files: [{path: /a, append: true}]}",
            "storage.files[0].mode: mode unspecified for file, defaulting to 0644 if the file does not exist"
        ),
        (
            "storage: {directories: [{path: /a}]}",
            "storage.directories[0].mode: mode unspecified for directory, defaulting to 0755"
        ),
        (
            "storage: {links: [{path: /a, target: b, filesystem: x}]}",
            "storage.links[0].filesystem: references nonexistent filesystem \"x\" "
                + "(this is ok if it is defined in a referenced config)"
        ),
        (
            "storage: {filesystems: [{name: root, path: /}]}",
            "storage.filesystems[0].name: filesystem \"root\" shadows an existing filesystem definition"
        ),
        (
            "storage: {disks: [{device: /d, partitions: [{label: 'a:b'}]}]}",
            "storage.disks[0].partitions[0].label: partition label will be truncated to text before the colon"
        ),
        (
            "passwd: {users: [{name: u, create: {}}]}",
            "passwd.users[0].create: the create object has been deprecated in favor of user-level options"
        ),
        (
            "systemd: {units: [{name: a.service, enabled: true, contents: \"[Unit]\\nA=b\"}]}",
            "systemd.units[0].contents: unit \"a.service\" is enabled, but has no install section so enable does nothing"
        ),
        ("update: {group: own}", "update.group: unknown update group"),
        ("storage: {}\n---\nstorage: {}", "holds 2 YAML documents, of which the first alone is read"),
    ])
    func warningsAreErrorsOnlyWhereTheUserIsStrict(text: String, expected: String) {
        #expect(Self.problem(text) == nil)
        #expect(Self.problem(text, strict: true) == expected)
    }

    @Test(arguments: ["null", "{}", "version: 0", "etcd:\nflannel: ~\nupdate:\n", "storage:\n  files:\n"])
    func nothingIsInOrder(text: String) throws {
        #expect(try ContainerLinuxTranslation.ignition(of: text, strict: true) == [:])
    }

    @Test func manyProblemsAreCounted() {
        let files = (0..<25).map { "{path: f\($0), mode: 1}" }.joined(separator: ", ")
        let problem = Self.problem("storage: {files: [\(files)]}")
        #expect(problem?.hasSuffix("storage.files[9].path: path not absolute; and 15 more") == true)
    }

    @Test(arguments: [
        (
            "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
                + "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n",
            "aliases"
        ),
        (String(repeating: "[", count: 40) + String(repeating: "]", count: 40), "nested too deeply"),
    ])
    func shortTextsCannotStandForEndlessOnes(text: String, reason: String) {
        #expect(Self.problem(text)?.contains(reason) == true)
    }
}
