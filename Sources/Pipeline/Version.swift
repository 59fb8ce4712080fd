/// This program's version, as `soundmark --version` prints it and the manifest records it.
package let programVersion = "0.1.0"
