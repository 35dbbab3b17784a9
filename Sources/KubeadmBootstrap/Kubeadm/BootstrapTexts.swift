import ClusterAPI

extension BootstrapFile {
    /// The file with a line break at the end of a text that is not encoded, as Cluster API's literal blocks have it: cron and
    /// others do not read a last line without one.
    var withFinalLineBreak: BootstrapFile {
        guard encoding == nil, let content, !content.isEmpty, content.utf8.last != UInt8(ascii: "\n") else {
            return self
        }
        var file = self
        file.content = content + "\n"
        return file
    }
}

extension BootstrapUser {
    /// The rule for sudo; `nil` also for the words that YAML 1.1 reads as `false` or `null`, by which users of cloud-init
    /// say that there is none. As a rule they would make sudo refuse its whole configuration.
    var sudoRule: String? {
        switch sudo {
        case "", "~", "null", "Null", "NULL", "false", "False", "FALSE", "no", "No", "NO", "n", "N", "off", "Off",
            "OFF":
            nil
        default: sudo
        }
    }
}
