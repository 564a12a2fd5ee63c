namespace OptPolicy.Kernels.Tokenization.PreTokenization;

/// <summary>One step that splits normalised text into the pieces the model sees. Immutable and thread-safe.</summary>
internal abstract class PreTokenizer
{
    public abstract void Apply(Pieces pieces);
}
