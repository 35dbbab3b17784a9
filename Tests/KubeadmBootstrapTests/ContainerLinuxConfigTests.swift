import ClusterAPI
import JSON
import Machinery
import Testing
import YAML

@testable import KubeadmBootstrap

/// The expectations are what Flatcar's transpiler 0.9.4 and Ignition 0.36.2 say to the same texts.
@Suite("Container Linux Configs as Ignition")
struct ContainerLinuxConfigTests {
    private static func translate(_ text: String, strict: Bool = false) throws -> JSONValue {
        .object(try ContainerLinuxTranslation.ignition(of: text, strict: strict))
    }

    /// What is wrong, without the field; `nil` where nothing is.
    private static func problem(_ text: String, strict: Bool = false) -> String? {
        do {
            _ = try translate(text, strict: strict)
            return nil
        } catch {
            let prefix = "spec.ignition.containerLinuxConfig.additionalConfig: "
            let text = "\(error)"
            return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : "without the field: \(text)"
        }
    }

    /// A text, where to look in its translation, and what is there.
    private static let translations: [(String, [String], JSONValue)] = [
        (
            """
            users:
            - name: core
              password_hash: ""
              ssh_authorized_keys: [a, null, b]
              uid: 010
              gecos: Core User
              home_dir: /home/core
              no_create_home: true
              primary_group: core
              groups: [wheel, 10]
              no_user_group: yes
              system: on
              no_log_init: "y"
              shell: /bin/sh
            - name: old
              create: {uid: 5, groups: [a]}
            groups:
            - {name: g, gid: 4_2, password_hash: x, system: false}
            - name: h
            """, ["passwd"],
            [
                "groups": [["gid": 42, "name": "g", "passwordHash": "x"], ["name": "h"]],
                "users": [
                    [
                        "gecos": "Core User", "groups": ["wheel", "10"], "homeDir": "/home/core", "name": "core",
                        "noCreateHome": true, "noLogInit": true, "noUserGroup": true, "passwordHash": "",
                        "primaryGroup": "core", "shell": "/bin/sh", "sshAuthorizedKeys": ["a", "b"], "system": true,
                        "uid": 8,
                    ], ["create": ["groups": ["a"], "uid": 5], "name": "old"],
                ],
            ]
        ),
        (
            """
            disks:
            - device: /dev/vdb
              wipe_table: true
              partitions:
              - {label: ROOT, number: 1, size: 1.5GiB, start: 1MiB, guid: 01234567-89AB-CDEF-EDCB-A98765432101}
              - {size: 0, type_guid: raid_partition}
              - {size: 2GiB512MiB, start: 4GB}
            raid:
            - {name: md0, level: 1, devices: [/dev/a, /dev/b], spares: 1, options: [-x]}
            filesystems:
            - name: data
              mount: {device: /dev/vdb1, format: ext4, wipe_filesystem: true, label: d, uuid: "1", options: [-F]}
            - {name: oem, path: /usr/share/oem}
            - mount: {device: /dev/vdc, format: xfs, create: {force: true, options: [-f]}}
            """, ["storage"],
            [
                "disks": [
                    [
                        "device": "/dev/vdb",
                        "partitions": [
                            [
                                "guid": "01234567-89AB-CDEF-EDCB-A98765432101", "label": "ROOT", "number": 1,
                                "sizeMiB": 1536, "startMiB": 1,
                            ], ["sizeMiB": 0, "typeGuid": "a19d880f-05fc-4d3b-a006-743f0f84911e"],
                            ["sizeMiB": 2560, "startMiB": 4096],
                        ], "wipeTable": true,
                    ]
                ],
                "raid": [
                    ["devices": ["/dev/a", "/dev/b"], "level": "1", "name": "md0", "options": ["-x"], "spares": 1]
                ],
                "filesystems": [
                    [
                        "mount": [
                            "device": "/dev/vdb1", "format": "ext4", "label": "d", "options": ["-F"], "uuid": "1",
                            "wipeFilesystem": true,
                        ], "name": "data",
                    ], ["name": "oem", "path": "/usr/share/oem"],
                    [
                        "mount": [
                            "create": ["force": true, "options": ["-f"]], "device": "/dev/vdc", "format": "xfs",
                        ]
                    ],
                ],
            ]
        ),
        (
            """
            files:
            - path: /a
              mode: 0600
              user: {id: 500}
              group: {name: wheel}
              overwrite: false
              contents: {inline: "a b\\n"}
            - {path: /b, append: true, contents: {inline: 0x10}}
            - path: /c
              filesystem: oem
              contents:
                remote:
                  url: HTTPS://example.com/x?y=%20
                  compression: gzip
                  verification: {hash: {function: sha512, sum: \(sum)}}
            - {path: /d, contents: {inline: !!binary AP8=}}
            directories:
            - {path: /e, user: {}}
            links:
            - {path: /f, target: ../g, hard: true}
            """, ["storage"],
            [
                "files": [
                    [
                        "filesystem": "root", "group": ["name": "wheel"], "overwrite": false, "path": "/a",
                        "user": ["id": 500], "contents": ["source": "data:,a%20b%0A", "verification": [:]], "mode": 384,
                    ],
                    [
                        "filesystem": "root", "path": "/b", "append": true,
                        "contents": ["source": "data:,0x10", "verification": [:]], "mode": 420,
                    ],
                    [
                        "filesystem": "oem", "path": "/c",
                        "contents": [
                            "compression": "gzip", "source": "https://example.com/x?y=%20",
                            "verification": ["hash": .string("sha512-" + sum)],
                        ], "mode": 420,
                    ],
                    [
                        "filesystem": "root", "path": "/d",
                        "contents": ["source": "data:,%00%FF", "verification": [:]],
                        "mode": 420,
                    ],
                ],
                "directories": [["filesystem": "root", "path": "/e", "user": [:], "mode": 493]],
                "links": [["filesystem": "root", "path": "/f", "hard": true, "target": "../g"]],
            ]
        ),
        (
            """
            units:
            - name: a.service
              enable: true
              enabled: false
              mask: true
              contents: "[Unit]\\nA=b\\n"
              dropins: [{name: x.conf, contents: "[Service]"}]
            """, ["systemd"],
            [
                "units": [
                    [
                        "contents": "[Unit]\nA=b\n", "dropins": [["contents": "[Service]", "name": "x.conf"]],
                        "enable": true, "enabled": false, "mask": true, "name": "a.service",
                    ]
                ]
            ]
        ),
        (
            "units: [{name: 00-eth0.network, contents: '[Match]', dropins: [{name: y.conf}]}]", ["networkd"],
            ["units": [["contents": "[Match]", "dropins": [["name": "y.conf"]], "name": "00-eth0.network"]]]
        ),
        (
            """
            config:
              append: [{source: "s3://bucket/key?versionId=1"}]
              replace: {source: "data:text/plain;base64,QUJD"}
            timeouts: {http_response_headers: 5, http_total: 6}
            security: {tls: {certificate_authorities: [{source: "tftp://h/f"}]}}
            """, ["ignition"],
            [
                "config": [
                    "append": [["source": "s3://bucket/key?versionId=1", "verification": [:]]],
                    "replace": ["source": "data:text/plain;base64,QUJD", "verification": [:]],
                ], "timeouts": ["httpResponseHeaders": 5, "httpTotal": 6],
                "security": ["tls": ["certificateAuthorities": [["source": "tftp://h/f", "verification": [:]]]]],
            ]
        ),
    ]

    private static let sum = String(repeating: "ab", count: 64)

    @Test(arguments: translations)
    func sectionsAreTranslated(text: String, path: [String], expected: JSONValue) throws {
        let indented = text.split(separator: "\n").map { "  \($0)\n" }.joined()
        #expect(try Self.translate("\(path[0]):\n\(indented)").value(at: path) == expected)
    }

    @Test func updatesRebootsAndDockerStandForAFileAndAUnit() throws {
        let text = """
            storage: {files: [{path: /a, mode: 1}]}
            systemd: {units: [{name: a.service}]}
            docker: {flags: [--a, "--b=c d"]}
            update: {group: Stable, server: "http://x/y", machine_alias: m}
            locksmith: {reboot_strategy: etcd-lock, window_start: Thu 4:00, window_length: 1h30m, group: "a\\"\\u00e9\\u200b"}
            """
        let value = try Self.translate(text, strict: true)
        let units = try #require(value.value(at: ["systemd", "units"])?.arrayValue)
        #expect(
            units == [
                [
                    "dropins": [
                        [
                            "contents": "[Service]\nEnvironment=\"DOCKER_OPTS=--a --b=c d\"",
                            "name": "20-clct-docker.conf",
                        ]
                    ],
                    "enable": true, "name": "docker.service",
                ], ["name": "a.service"],
            ])
        let files = try #require(value.value(at: ["storage", "files"])?.arrayValue)
        #expect(files.map { $0["path"] } == ["/a", "/etc/coreos/update.conf"])
        let expected = """
            GROUP=stable
            SERVER=http://x/y
            MACHINE_ALIAS=m
            REBOOT_STRATEGY="etcd-lock"
            LOCKSMITHD_REBOOT_WINDOW_START="Thu 4:00"
            LOCKSMITHD_REBOOT_WINDOW_LENGTH="1h30m"
            LOCKSMITHD_GROUP="a\\"é\\u200b"
            """
        #expect(
            files[1].value(at: ["contents", "source"]) == .string("data:," + IgnitionFile.escape(Array(expected.utf8))))
    }

    // MARK: What is refused

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
        #expect(try Self.translate(text, strict: true) == [:])
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

    // MARK: Appending

    @Test func theUsersConfigurationComesLast() throws {
        var spec = KubeadmConfigSpec()
        spec.files = [BootstrapFile(path: "/a")]
        spec.users = [BootstrapUser(name: "u")]
        spec.ignition = IgnitionSpec(
            containerLinuxConfig: ContainerLinuxConfig(
                additionalConfig: """
                    systemd: {units: [{name: kubeadm.service, dropins: [{name: x.conf, contents: "[Service]"}]}]}
                    storage: {files: [{path: /etc/kubeadm.sh, mode: 0700}], links: [{path: /l, target: t}]}
                    passwd: {users: [{name: u}], groups: [{name: g}]}
                    ignition: {timeouts: {http_total: 3}}
                    unknown: true
                    """))
        var ignition = Ignition(
            action: .join(configuration: "a"), files: spec.files, spec: spec, users: spec.users)
        let value = try JSONValue(parsing: Array(try ignition.render().utf8))
        let names = { (path: [String], key: String) in
            value.value(at: path)?.arrayValue?.compactMap { $0[key]?.stringValue }
        }
        #expect(names(["systemd", "units"], "name") == ["kubeadm.service", "kubeadm.service"])
        #expect(
            names(["storage", "files"], "path") == ["/a", "/etc/kubeadm.sh", "/etc/kubeadm.yml", "/etc/kubeadm.sh"])
        #expect(names(["storage", "links"], "path") == ["/l"])
        #expect(names(["passwd", "users"], "name") == ["u", "u"])
        #expect(names(["passwd", "groups"], "name") == ["g"])
        #expect(
            value["ignition"] == [
                "config": [:], "security": ["tls": [:]], "timeouts": ["httpTotal": 3], "version": "2.3.0",
            ])
        ignition.spec.ignition?.containerLinuxConfig?.strict = true
        #expect(throws: ControllerStateError.self) { try ignition.render() }
    }
}
