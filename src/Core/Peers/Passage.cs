namespace Signaling.Core.Peers;

/// <summary>What to do with a candidate now.</summary>
internal enum Passage
{
    /// <summary>Its description went before it.</summary>
    Pass,

    /// <summary>Its description has not come yet: it waits here.</summary>
    Hold,

    /// <summary>Its generation is dead or was ended.</summary>
    Drop,
}
