package node

// The room kept free on the disk of the mail store: a twentieth of it, within
// these bounds. Below it sends are refused, while JetStream, the registry and
// the log can still write.
const (
	reserveLeast = 16 * mebi
	reserveMost  = 256 * mebi
)

// diskOf reports the room on the disk that holds path.
func diskOf(path string) func() (free, reserve uint64, err error) {
	return func() (free, reserve uint64, err error) {
		free, size, err := freeSpace(path)
		return free, min(max(size/20, reserveLeast), reserveMost), err
	}
}
