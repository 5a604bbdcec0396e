namespace Signaling.Core.Codes;

/// <summary>What a client should do about a code.</summary>
public enum Retry : byte
{
    /// <summary>Doing the same again is pointless; something must change first.</summary>
    Never,

    /// <summary>Do it again at once.</summary>
    Now,

    /// <summary>Do it again after the time that comes with the code.</summary>
    After,
}
