using OptPolicy.Kernels.Tokenization.PreTokenization;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization;

/// <summary>The buffers of one encoding, lent to one caller at a time.</summary>
internal sealed class EncoderScratch
{
    public List<int> Ids { get; } = [];

    public TextBuffer First { get; } = new();

    public TextBuffer Second { get; } = new();

    public Pieces Pieces { get; } = new();

    public void Trim(int capacity)
    {
        Ids.Clear();
        if (Ids.Capacity > capacity)
            Ids.Capacity = capacity;
        First.Trim(capacity);
        Second.Trim(capacity);
        Pieces.Trim(capacity);
    }
}
