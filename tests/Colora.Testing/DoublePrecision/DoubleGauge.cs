namespace Colora.Testing.DoublePrecision;

/// <summary>
/// The canonical gauge of CoLoRA's factors. B S_u A does not change under B → B G, S_u → G⁻¹ S_u H, A → H⁻¹ A; the gauge picks one
/// representative. A and B must be shared and S present.
/// </summary>
public static class DoubleGauge
{
    /// <summary>
    /// Step 1: B = Q_B R_B, Aᵀ = Q_A R_A (thin, diagonals ≥ 0); B := Q_B, A := Q_Aᵀ, S_u := R_B S_u R_Aᵀ.
    /// </summary>
    public static (DoubleFactors Factors, DoubleMatrix RB, DoubleMatrix RA) Qr(DoubleFactors factors)
    {
        var (b, s, a) = Split(factors);
        var (qB, rB) = b.ThinQr();
        var (qA, rA) = a.Transposed().ThinQr();
        return (Join(factors, qB, s.Select(m => rB.Times(m).Times(rA.Transposed())), qA.Transposed()), rB, rA);
    }

    /// <summary>
    /// Steps 1 to 3. Step 2: Σ p_u S_u S_uᵀ = P Λ Pᵀ, Σ p_u S_uᵀ S_u = Q Λ' Qᵀ, eigenvalues descending; B := B P, A := Qᵀ A,
    /// S_u := Pᵀ S_u Q. Step 3: the entry of largest magnitude in each column of B and each row of A is made positive.
    /// </summary>
    /// <param name="factors">Shared A and B, S of every user.</param>
    /// <param name="shares">p_u, one for each user; null for equal shares.</param>
    /// <returns>The factors and the eigenvalues Λ (<c>EnergyB</c>) and Λ' (<c>EnergyA</c>), each [r].</returns>
    public static (DoubleFactors Factors, double[] EnergyB, double[] EnergyA) Full(DoubleFactors factors, double[]? shares = null)
    {
        var (b, s, a) = Split(Qr(factors).Factors);
        var weights = shares ?? [.. s.Select(_ => 1.0 / s.Count)];
        if (weights.Length != s.Count) throw new ArgumentException($"{weights.Length} shares for {s.Count} users", nameof(shares));
        var (energyB, p) = WeightedSum(s.Select(m => m.Times(m.Transposed())), weights).SymmetricEigen();
        var (energyA, q) = WeightedSum(s.Select(m => m.Transposed().Times(m)), weights).SymmetricEigen();

        p = p.Times(Signs(b.Times(p)));
        q = q.Times(Signs(a.Transposed().Times(q)));
        var turned = Join(factors, b.Times(p), s.Select(m => p.Transposed().Times(m).Times(q)), q.Transposed().Times(a));
        return (turned, energyB, energyA);
    }

    private static (DoubleMatrix B, List<DoubleMatrix> S, DoubleMatrix A) Split(DoubleFactors factors)
    {
        if (factors.A.Length != 1 || factors.B.Length != 1 || factors.S is null)
            throw new ArgumentException("the gauge is of shared A and B with an S", nameof(factors));
        var rank = factors.Rank;
        return (
            new DoubleMatrix(factors.OutputSize, rank, factors.B[0]),
            [.. factors.S.Select(values => new DoubleMatrix(rank, rank, values))],
            new DoubleMatrix(rank, factors.InputSize, factors.A[0]));
    }

    private static DoubleFactors Join(DoubleFactors like, DoubleMatrix b, IEnumerable<DoubleMatrix> s, DoubleMatrix a) =>
        like with { A = [a.Values], B = [b.Values], S = [.. s.Select(m => m.Values)] };

    private static DoubleMatrix WeightedSum(IEnumerable<DoubleMatrix> terms, double[] weights)
    {
        DoubleMatrix? sum = null;
        foreach (var (term, weight) in terms.Zip(weights))
        {
            sum ??= new DoubleMatrix(term.Rows, term.Columns);
            DoubleLinear.AddScaled(weight, term.Values, sum.Values);
        }

        return sum ?? throw new ArgumentException("there is no user", nameof(terms));
    }

    /// <summary>Diagonal ±1 that makes the entry of largest magnitude in each column positive.</summary>
    private static DoubleMatrix Signs(DoubleMatrix columns)
    {
        var signs = new DoubleMatrix(columns.Columns, columns.Columns);
        for (var j = 0; j < columns.Columns; j++)
        {
            var largest = Enumerable.Range(0, columns.Rows).Select(i => columns[i, j]).MaxBy(Math.Abs);
            signs[j, j] = largest < 0 ? -1 : 1;
        }

        return signs;
    }
}
