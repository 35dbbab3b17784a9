import JSON
import Machinery
import YAML

extension Kubeconfig {
    /// Reads the text of a kubeconfig file.
    ///
    /// - Throws: `ClientError` that says where the text is not YAML or which field is wrong.
    public init(yaml: [UInt8]) throws(ClientError) {
        do {
            let documents = try YAMLDocument.parse(yaml)
            guard documents.count == 1 else {
                throw ClientError(
                    .invalidKubeconfig,
                    documents.isEmpty ? "the kubeconfig is empty" : "the kubeconfig holds more than one document")
            }
            try self.init(json: documents[0].value)
        } catch let error as ClientError {
            throw error
        } catch {
            throw ClientError(.invalidKubeconfig, "the kubeconfig cannot be read: \(error)", cause: error)
        }
    }

    /// Reads a kubeconfig file.
    public init(path: String) throws(ClientError) {
        do {
            try self.init(yaml: readFile(path))
        } catch let error as ClientError {
            throw error.at(path)
        } catch {
            throw ClientError(.invalidKubeconfig, "cannot read the kubeconfig \(path): \(error)", cause: error)
        }
    }

    /// The text of the file, with its fields in alphabetical order as kubectl writes them.
    public var yaml: String { json.yaml(sortedKeys: true) }
}

extension ClientConnection {
    /// Reads a kubeconfig file and what a context of it says.
    ///
    /// - Parameter context: The current context where `nil`.
    /// - Throws: `ClientError` that says what is missing, where, and what to do.
    public init(kubeconfigPath path: String, context: String? = nil) throws(ClientError) {
        let kubeconfig = try Kubeconfig(path: path)
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        do throws(ClientError) {
            self = try kubeconfig.connection(context: context, relativeTo: directory)
        } catch {
            throw error.at(path)
        }
    }
}

extension ClientError {
    fileprivate func at(_ path: String) -> ClientError {
        ClientError(code, "\(path): \(message)", cause: cause)
    }
}
