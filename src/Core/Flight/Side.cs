namespace Signaling.Core.Flight;

/// <summary>One of the two peers of a pair; the first is the one whose name sorts first.</summary>
public enum Side : byte
{
    First,
    Second,
}
