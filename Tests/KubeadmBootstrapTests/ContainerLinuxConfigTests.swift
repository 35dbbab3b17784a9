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
