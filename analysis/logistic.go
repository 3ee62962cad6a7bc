package analysis

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

const (
	// maxSteps is far beyond what a fit that converges needs; Newton takes five to ten.
	maxSteps = 40
	// settled is the relative change of the log-likelihood at which a fit has converged.
	settled = 1e-13
	// separated is a log odds ratio no real predictor reaches: its children all have the outcome, or none.
	separated = 14
)

// Reasons why a model has no estimate.
var (
	ErrNoOutcome    = errors.New("every child has the outcome, or none has")
	ErrCollinear    = errors.New("a predictor is a combination of the others")
	ErrSeparated    = errors.New("a predictor decides the outcome by itself")
	ErrNotConverged = errors.New("the fit did not settle")
)

// Design is a grouped logistic regression: each row is a covariate pattern with
// Trials children, Events of whom have the outcome.
type Design struct {
	Terms   []string    // one name for each column
	X       [][]float64 // rows x terms; an intercept is a column of ones
	Events  []float64
	Trials  []float64
	Cluster []int // cluster of each row, from 0; nil when children are independent
}

// Fit is a logistic regression's estimate. Covariances are those of the inverse
// information, or cluster-robust where the design named clusters.
type Fit struct {
	Terms         []string
	Coefficients  []float64 // log odds ratios
	Covariance    *mat.SymDense
	LogLikelihood float64 // of the children one by one, without the binomial constant
	Children      float64
	Events        float64
	Clusters      int // 0 when children are taken as independent
	Steps         int
}

// Logistic fits d by iteratively reweighted least squares. With clusters its
// covariance is the sandwich A⁻¹BA⁻¹ times G/(G-1) (n-1)/(n-k), the convention of
// vcovCL(type = "HC1") in R and of statsmodels; Stata leaves the second factor out.
func Logistic(d Design) (*Fit, error) {
	fit := &Fit{Terms: d.Terms, Coefficients: make([]float64, len(d.Terms))}
	for i, trials := range d.Trials {
		fit.Children += trials
		fit.Events += d.Events[i]
	}
	if fit.Events <= 0 || fit.Events >= fit.Children {
		return nil, ErrNoOutcome
	}
	information, err := d.climb(fit)
	if err != nil {
		return nil, err
	}
	inverse := mat.NewSymDense(len(d.Terms), nil)
	if err := information.InverseTo(inverse); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCollinear, err)
	}
	fit.Covariance = inverse
	if d.Cluster != nil {
		d.robust(fit)
	}
	return fit, nil
}

// climb takes Newton steps to the maximum likelihood, halving a step that overshoots.
func (d Design) climb(fit *Fit) (*mat.Cholesky, error) {
	k := len(d.Terms)
	fit.LogLikelihood = d.logLikelihood(fit.Coefficients)
	for fit.Steps = 1; fit.Steps <= maxSteps; fit.Steps++ {
		score, information := d.gradient(fit.Coefficients)
		var factor mat.Cholesky
		if !factor.Factorize(information) || factor.Cond() > 1e14 { //nolint:misspell // gonum's spelling
			return nil, d.degenerate(fit.Coefficients)
		}
		step := mat.NewVecDense(k, nil)
		if err := factor.SolveVecTo(step, score); err != nil {
			return nil, d.degenerate(fit.Coefficients)
		}
		before := fit.LogLikelihood
		fit.Coefficients, fit.LogLikelihood = d.advance(fit.Coefficients, step, before)
		if math.Abs(fit.LogLikelihood-before) <= settled*math.Abs(before) {
			return &factor, d.plausible(fit)
		}
	}
	return nil, ErrNotConverged
}

func (d Design) advance(from []float64, step *mat.VecDense, before float64) (coefficients []float64, logLikelihood float64) {
	coefficients = make([]float64, len(from))
	for share := 1.0; share > 1e-6; share /= 2 {
		for j := range from {
			coefficients[j] = from[j] + share*step.AtVec(j)
		}
		if logLikelihood = d.logLikelihood(coefficients); logLikelihood >= before {
			return coefficients, logLikelihood
		}
	}
	return from, before // no step improves: this is the maximum to machine precision
}

// degenerate tells a runaway coefficient from columns that repeat one another.
func (d Design) degenerate(coefficients []float64) error {
	for j, c := range coefficients {
		if math.Abs(c) > separated {
			return fmt.Errorf("%s: %w", d.Terms[j], ErrSeparated)
		}
	}
	return ErrCollinear
}

func (d Design) plausible(fit *Fit) error {
	for j, c := range fit.Coefficients {
		if math.Abs(c) > separated && !isIntercept(d, j) {
			return fmt.Errorf("%s: %w", d.Terms[j], ErrSeparated)
		}
	}
	return nil
}

func isIntercept(d Design, column int) bool {
	for _, row := range d.X {
		if row[column] != 1 {
			return false
		}
	}
	return true
}

func (d Design) logLikelihood(coefficients []float64) float64 {
	var sum float64
	for i, row := range d.X {
		eta := dot(row, coefficients)
		sum += d.Events[i]*eta - d.Trials[i]*softplus(eta)
	}
	return sum
}

func (d Design) gradient(coefficients []float64) (*mat.VecDense, *mat.SymDense) {
	k := len(coefficients)
	score, information := mat.NewVecDense(k, nil), mat.NewSymDense(k, nil)
	for i, row := range d.X {
		p := logistic(dot(row, coefficients))
		residual, weight := d.Events[i]-d.Trials[i]*p, d.Trials[i]*p*(1-p)
		for a, xa := range row {
			if xa == 0 {
				continue
			}
			score.SetVec(a, score.AtVec(a)+residual*xa)
			for b := a; b < k; b++ {
				information.SetSym(a, b, information.At(a, b)+weight*xa*row[b])
			}
		}
	}
	return score, information
}

// robust replaces the covariance by the sandwich over clusters.
func (d Design) robust(fit *Fit) {
	k := len(d.Terms)
	clusters := 0
	for _, c := range d.Cluster {
		clusters = max(clusters, c+1)
	}
	scores := mat.NewDense(clusters, k, nil)
	for i, row := range d.X {
		residual := d.Events[i] - d.Trials[i]*logistic(dot(row, fit.Coefficients))
		for a, xa := range row {
			c := d.Cluster[i]
			scores.Set(c, a, scores.At(c, a)+residual*xa)
		}
	}
	var meat, half, sandwich mat.Dense
	meat.Mul(scores.T(), scores)
	half.Mul(fit.Covariance, &meat)
	sandwich.Mul(&half, fit.Covariance)
	g, n := float64(clusters), fit.Children
	correction := g / (g - 1) * (n - 1) / (n - float64(k))
	robust := mat.NewSymDense(k, nil)
	for a := range k {
		for b := a; b < k; b++ {
			robust.SetSym(a, b, correction*(sandwich.At(a, b)+sandwich.At(b, a))/2)
		}
	}
	fit.Covariance, fit.Clusters = robust, clusters
}

// StandardError is that of the named term's coefficient.
func (f *Fit) StandardError(term int) float64 { return math.Sqrt(f.Covariance.At(term, term)) }

// OddsRatio is the term's odds ratio and its Wald interval.
func (f *Fit) OddsRatio(term int, z float64) (float64, Interval) {
	b, half := f.Coefficients[term], z*f.StandardError(term)
	return math.Exp(b), Interval{Lower: math.Exp(b - half), Upper: math.Exp(b + half)}
}

func dot(a, b []float64) float64 {
	var sum float64
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// logistic is 1/(1+e^-x); the two branches keep Exp from overflowing.
func logistic(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// softplus is log(1+e^x).
func softplus(x float64) float64 {
	return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}
