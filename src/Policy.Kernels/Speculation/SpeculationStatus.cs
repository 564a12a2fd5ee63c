namespace OptPolicy.Kernels.Speculation;

/// <summary>Whether a generation speculates, and if not, why.</summary>
public enum SpeculationStatus
{
    /// <summary>It does where it pays, and the output provably equals plain decoding.</summary>
    Lossless,

    /// <summary>It does where it pays; the model's wide calls are not bit-equal to its narrow ones, so that near-ties may fall differently.</summary>
    NearLossless,

    /// <summary>The request turned it off, or there is nothing to draft with.</summary>
    Off,

    /// <summary>The request demands lossless output and no certificate shows that this model gives it.</summary>
    NotCertified,

    /// <summary>The graph computes the logits of the last token only, so that it cannot verify drafts.</summary>
    NotVerifiable,
}
