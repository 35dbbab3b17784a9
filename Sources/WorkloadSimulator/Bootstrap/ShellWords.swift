/// Finds the simple commands of a shell line, as far as bootstrap data needs it: words, quotes and operators. Expansions are
/// left as they are written.
enum ShellWords {
    /// `kubeadm init --config "a b" && echo done` is two commands of four and two words.
    static func commands(in line: String) -> [[String]] {
        var commands: [[String]] = []
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        func endWord() {
            if let finished = word { words.append(finished) }
            word = nil
        }
        for character in line {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if "&|;\n(){}".contains(character) {
                endWord()
                if !words.isEmpty { commands.append(words) }
                words = []
            } else if character == " " || character == "\t" {
                endWord()
            } else {
                word = (word ?? "") + String(character)
            }
        }
        endWord()
        if !words.isEmpty { commands.append(words) }
        return commands
    }
}
