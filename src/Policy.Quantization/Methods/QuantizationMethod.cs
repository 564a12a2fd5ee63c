namespace OptPolicy.Quantization.Methods;

/// <summary>How the codes are chosen.</summary>
public enum QuantizationMethod
{
    /// <summary>Each weight to its nearest grid point.</summary>
    Rtn,

    /// <summary>Column by column, each rounding error made up for by the columns that follow (Frantar et al. 2022, arXiv:2210.17323).</summary>
    Gptq,

    /// <summary>Inputs scaled by their activation before rounding to nearest (Lin et al. 2023, arXiv:2306.00978).</summary>
    Awq,

    /// <summary>Difficulty moved from activations to weights, for 8-bit activations (Xiao et al. 2022, arXiv:2211.10438).</summary>
    SmoothQuant,
}
