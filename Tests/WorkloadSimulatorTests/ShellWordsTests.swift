import Testing

@testable import WorkloadSimulator

@Suite struct ShellWordsTests {
    @Test(
        arguments: [
            ("kubeadm init", [["kubeadm", "init"]]),
            (
                "kubeadm init --config /run/kubeadm/kubeadm.yaml --v 5 && echo success > /run/x",
                [
                    ["kubeadm", "init", "--config", "/run/kubeadm/kubeadm.yaml", "--v", "5"],
                    ["echo", "success", ">", "/run/x"],
                ]
            ),
            ("echo 'a && b'; kubeadm join", [["echo", "a && b"], ["kubeadm", "join"]]),
            (#"echo "a 'b' \" c" \; d"#, [["echo", "a 'b' \" c", ";", "d"]]),
            ("a|b\nc&d", [["a"], ["b"], ["c"], ["d"]]),
            ("  ", []),
            ("echo ''", [["echo", ""]]),
        ] as [(String, [[String]])])
    func findsSimpleCommands(line: String, commands: [[String]]) {
        #expect(ShellWords.commands(in: line) == commands)
    }

    @Test(arguments: [
        ("name: '{{ ds.meta_data.local_hostname }}'", "name: 'm-0'"),
        ("{{ds.meta_data.hostname}}{{ v1.instance_id }}", "m-0m-0"),
        ("{{ ds.meta_data.region }}", "CI_MISSING_JINJA_VAR/ds.meta_data.region"),
        ("an open {{ brace", "an open {{ brace"),
    ])
    func fillsInWhatAMachineKnowsOfItself(template: String, text: String) {
        #expect(JinjaTemplate(hostname: "m-0").render(template) == text)
    }
}
