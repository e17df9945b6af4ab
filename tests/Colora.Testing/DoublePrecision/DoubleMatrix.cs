namespace Colora.Testing.DoublePrecision;

/// <summary>A dense row-major matrix, for the small linear algebra of the gauge.</summary>
public sealed class DoubleMatrix
{
    private readonly double[] values;

    /// <summary>Views <paramref name="values"/> (not copied) as [rows, columns].</summary>
    public DoubleMatrix(int rows, int columns, double[] values)
    {
        if (values.Length != rows * columns) throw new ArgumentException($"{values.Length} numbers for [{rows}, {columns}]", nameof(values));
        (Rows, Columns, this.values) = (rows, columns, values);
    }

    /// <summary>All zero.</summary>
    public DoubleMatrix(int rows, int columns)
        : this(rows, columns, new double[rows * columns])
    {
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>One entry.</summary>
    public ref double this[int row, int column] => ref values[row * Columns + column];

    /// <summary>The numbers, row-major, not copied.</summary>
    public double[] Values => values;

    /// <summary>The transpose.</summary>
    public DoubleMatrix Transposed()
    {
        var result = new DoubleMatrix(Columns, Rows);
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++) result[j, i] = this[i, j];
        }

        return result;
    }

    /// <summary>This matrix times <paramref name="right"/>.</summary>
    public DoubleMatrix Times(DoubleMatrix right)
    {
        if (Columns != right.Rows) throw new ArgumentException($"[{Rows}, {Columns}] times [{right.Rows}, {right.Columns}]", nameof(right));
        var result = new DoubleMatrix(Rows, right.Columns);
        for (var i = 0; i < Rows; i++)
        {
            for (var k = 0; k < Columns; k++)
            {
                for (var j = 0; j < right.Columns; j++) result[i, j] += this[i, k] * right[k, j];
            }
        }

        return result;
    }

    /// <summary>
    /// Thin QR by Householder reflections, the diagonal of R made non-negative: Q [rows, columns] with orthonormal columns,
    /// R [columns, columns] upper triangular. Needs at least as many rows as columns.
    /// </summary>
    public (DoubleMatrix Q, DoubleMatrix R) ThinQr()
    {
        var work = new DoubleMatrix(Rows, Columns, (double[])values.Clone());
        var reflectors = new List<double[]>();
        for (var k = 0; k < Columns; k++)
        {
            var reflector = work.Reflector(k);
            reflectors.Add(reflector);
            work.Reflect(reflector, k);
        }

        var q = new DoubleMatrix(Rows, Columns);
        for (var i = 0; i < Columns; i++) q[i, i] = 1;
        for (var k = Columns - 1; k >= 0; k--) q.Reflect(reflectors[k], k);

        var r = new DoubleMatrix(Columns, Columns);
        for (var i = 0; i < Columns; i++)
        {
            var sign = work[i, i] < 0 ? -1 : 1;
            for (var j = i; j < Columns; j++) r[i, j] = sign * work[i, j];
            for (var row = 0; row < Rows; row++) q[row, i] *= sign;
        }

        return (q, r);
    }

    /// <summary>
    /// Eigenvalues, largest first, and eigenvectors (columns) of a symmetric matrix by Jacobi's rotations; each vector's sign is arbitrary.
    /// </summary>
    public (double[] Values, DoubleMatrix Vectors) SymmetricEigen()
    {
        var work = new DoubleMatrix(Rows, Columns, (double[])values.Clone());
        var vectors = new DoubleMatrix(Rows, Rows);
        for (var i = 0; i < Rows; i++) vectors[i, i] = 1;

        // Each sweep squares the size of what is off the diagonal; ten are plenty for small matrices.
        for (var sweep = 0; sweep < 30; sweep++)
        {
            for (var p = 0; p < Rows; p++)
            {
                for (var q = p + 1; q < Rows; q++) work.Annihilate(p, q, vectors);
            }
        }

        var order = Enumerable.Range(0, Rows).OrderByDescending(i => work[i, i]).ToArray();
        var sorted = new DoubleMatrix(Rows, Rows);
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Rows; j++) sorted[i, j] = vectors[i, order[j]];
        }

        return ([.. order.Select(i => work[i, i])], sorted);
    }

    /// <summary>Unit vector v, zero above k, for which (I − 2 v vᵀ) clears column k below the diagonal; all zero if it is clear.</summary>
    private double[] Reflector(int k)
    {
        var v = new double[Rows];
        for (var i = k; i < Rows; i++) v[i] = this[i, k];
        var length = Math.Sqrt(DoubleLinear.Dot(v, v));
        if (length == 0) return v;
        v[k] += v[k] < 0 ? -length : length;
        length = Math.Sqrt(DoubleLinear.Dot(v, v));
        for (var i = k; i < Rows; i++) v[i] /= length;
        return v;
    }

    private void Reflect(double[] v, int from)
    {
        for (var j = 0; j < Columns; j++)
        {
            var along = 0.0;
            for (var i = from; i < Rows; i++) along += v[i] * this[i, j];
            for (var i = from; i < Rows; i++) this[i, j] -= 2 * along * v[i];
        }
    }

    /// <summary>Turns the plane (p, q) so that entry (p, q) becomes 0 (Golub and Van Loan, Matrix Computations, 8.5).</summary>
    private void Annihilate(int p, int q, DoubleMatrix vectors)
    {
        if (this[p, q] == 0) return;
        var tau = (this[q, q] - this[p, p]) / (2 * this[p, q]);
        var t = (tau < 0 ? -1 : 1) / (Math.Abs(tau) + Math.Sqrt(1 + tau * tau));
        var cos = 1 / Math.Sqrt(1 + t * t);
        var sin = t * cos;
        for (var k = 0; k < Rows; k++) (this[k, p], this[k, q]) = (cos * this[k, p] - sin * this[k, q], sin * this[k, p] + cos * this[k, q]);
        for (var k = 0; k < Rows; k++) (this[p, k], this[q, k]) = (cos * this[p, k] - sin * this[q, k], sin * this[p, k] + cos * this[q, k]);
        for (var k = 0; k < Rows; k++) (vectors[k, p], vectors[k, q]) = (cos * vectors[k, p] - sin * vectors[k, q], sin * vectors[k, p] + cos * vectors[k, q]);
        this[p, q] = this[q, p] = 0;
    }
}
