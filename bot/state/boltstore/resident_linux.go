package boltstore

import (
	"syscall"

	bolt "go.etcd.io/bbolt"
)

// release gives back the pages of the file that this process has touched. They
// stay in the kernel's cache, and come back without a look at the disk; but they
// no longer count as ours. Without it 100,000 chats would soon have the whole
// file in, 45 MB: each page that is touched brings 15 neighbours along.
func release(tx *bolt.Tx) error {
	// While tx lasts the file stays mapped where it is.
	_, _, no := syscall.Syscall(syscall.SYS_MADVISE, tx.DB().Info().Data, uintptr(tx.Size()), syscall.MADV_DONTNEED)
	if no != 0 {
		return no
	}
	return nil
}
