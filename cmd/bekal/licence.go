package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"bekal/knowledge"
	"bekal/knowledge/licence"
)

// licenceFile is the register of licensed companies in the data directory.
const licenceFile = "licences.json"

// licenceFlag says where the register is.
type licenceFlag struct {
	DataDir string `env:"BEKAL_DATA_DIR" default:"data" placeholder:"DIR" help:"Where staff data is kept, such as the list of licensed companies (default ${default})."`
}

// licences is the register of the directory as it is now, whenever it is asked
// for; without a file an empty one. A file that cannot be read is a fault at
// the start; later the register before stays.
func (f licenceFlag) licences() (func() *licence.Register, error) {
	return openLicences(f.DataDir)
}

// lookEvery is how often the file is looked at: an import is to be seen soon,
// and answers are not to wait for a disk.
const lookEvery = 5 * time.Second

func openLicences(dir string) (func() *licence.Register, error) {
	l := &licences{name: filepath.Join(dir, licenceFile), register: new(licence.Register)}
	if err := l.look(); err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	return l.current, nil
}

// licences is a register and the file it was read from.
type licences struct {
	name string

	mu       sync.Mutex
	register *licence.Register
	size     int64
	changed  time.Time
	looked   time.Time
}

func (l *licences) current() *licence.Register {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.looked) > lookEvery {
		_ = l.look() // the register before stays
	}
	return l.register
}

func (l *licences) look() error {
	l.looked = time.Now()
	info, err := os.Stat(l.name)
	if errors.Is(err, fs.ErrNotExist) {
		l.register, l.size, l.changed = new(licence.Register), 0, time.Time{}
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking for the list of licences: %w", err)
	}
	if info.Size() == l.size && info.ModTime().Equal(l.changed) {
		return nil
	}
	data, err := os.ReadFile(l.name)
	if err != nil {
		return fmt.Errorf("reading the list of licences: %w", err)
	}
	var f registerFile
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("reading the list of licences in %s: %w; import it again", l.name, err)
	}
	l.register, l.size, l.changed = licence.New(f.AsOf, f.Source, f.Companies), info.Size(), info.ModTime()
	return nil
}

// A registerFile is a register as it is kept.
type registerFile struct {
	AsOf      knowledge.Date    `json:"as_of"`
	Source    string            `json:"source"`
	Companies []licence.Company `json:"companies"`
}

type licenceCmd struct {
	Import licenceImportCmd `cmd:"" help:"Take over the official list of licensed companies from a CSV or XLSX file."`
}

type licenceImportCmd struct {
	licenceFlag
	File   string `arg:"" help:"The list (.csv or .xlsx); columns are found by their headings, name and licence number are needed."`
	AsOf   string `name:"as-of" required:"" placeholder:"DATE" help:"The date of the list itself, such as 2026-11-23."`
	Source string `required:"" placeholder:"TEXT" help:"Where the list was taken from."`
}

// Help says how to import.
func (licenceImportCmd) Help() string {
	return `The list takes the place of the one before. If a row cannot be used nothing is imported, and every such row is named.
A running bot sees the new list within seconds.

  bekal licence import p3mi.xlsx --as-of 2026-11-23 --source "SISKOP2MI"`
}

// Run imports.
func (c licenceImportCmd) Run(s streams) error {
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	defer f.Close() //nolint:errcheck // only read
	r, err := licence.Import(f, knowledge.Date(c.AsOf), c.Source)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", errInput, c.File, err)
	}
	if err := saveLicences(c.DataDir, r); err != nil {
		return fmt.Errorf("%w: %w", errOutside, err)
	}
	_, err = fmt.Fprintf(s.out, "%d companies as of %s\n", len(r.Companies), r.AsOf)
	return err
}

// saveLicences writes the register so that a reader finds the old one or the
// new one, never half of it.
func saveLicences(dir string, r *licence.Register) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("making the data directory: %w", err)
	}
	data, err := json.MarshalIndent(registerFile{r.AsOf, r.Source, r.Companies}, "", " ")
	if err != nil {
		return fmt.Errorf("writing the list of licences: %w", err)
	}
	tmp, err := os.CreateTemp(dir, licenceFile+".*")
	if err != nil {
		return fmt.Errorf("writing the list of licences: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone once it is renamed
	_, err = tmp.Write(append(data, '\n'))
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(dir, licenceFile))
	}
	if err != nil {
		return fmt.Errorf("writing the list of licences: %w", err)
	}
	return nil
}
