import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a script that completes slipway's commands in a shell.",
        discussion: """
            bash: source <(slipway completion bash)
            zsh:  slipway completion zsh > "${fpath[1]}/_slipway"
            fish: slipway completion fish > ~/.config/fish/completions/slipway.fish
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    enum Shell: String, ExpressibleByArgument, CaseIterable, Sendable {
        case bash, zsh, fish
    }

    func run() throws {
        let dialect: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Output.standardOutput.write(SlipwayCommand.completionScript(for: dialect))
    }
}
