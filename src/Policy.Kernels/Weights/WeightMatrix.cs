namespace OptPolicy.Kernels.Weights;

/// <summary>
/// A weight tensor as a matrix of rows (outputs) by columns (inputs) that is read piece by piece, so that no more of it than a piece
/// needs to be in memory. A vector is a matrix of one row. Reads are thread-safe.
/// </summary>
public abstract class WeightMatrix
{
    /// <summary>Weights of one block of the block-quantised encodings.</summary>
    public const int BlockSize = 32;

    /// <summary>Creates the matrix.</summary>
    protected WeightMatrix(string name, int rows, int columns)
    {
        Name = name;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Name of the tensor in its file, for messages.</summary>
    public string Name { get; }

    /// <summary>Outputs.</summary>
    public int Rows { get; }

    /// <summary>Inputs.</summary>
    public int Columns { get; }

    /// <summary>Bits of a weight when the source holds blocks of <see cref="BlockSize"/> codes with one scale (4 or 8); otherwise 0.</summary>
    public virtual int CodeBits => 0;

    /// <summary>Reads part of a row. With <see cref="CodeBits"/>, start and length are multiples of <see cref="BlockSize"/>.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The first column.</param>
    /// <param name="destination">Receives as many values as it holds.</param>
    public abstract void Read(int row, int column, Span<float> destination);

    /// <summary>Reads the codes of a whole row without changing a value: weight = (code - 2^(bits-1)) * scale.</summary>
    /// <param name="row">The row.</param>
    /// <param name="codes">Receives one unsigned code per column.</param>
    /// <param name="scales">Receives one scale per block.</param>
    /// <exception cref="NotSupportedException">The source is not block-quantised (<see cref="CodeBits"/> is 0).</exception>
    public virtual void ReadCodes(int row, Span<byte> codes, Span<float> scales) =>
        throw new NotSupportedException($"'{Name}' holds no block codes.");
}
