//! Messages by name.

/// An enum of messages. A message's key in the catalogues is its name in small letters with
/// hyphens; tests compare the two.
macro_rules! messages {
    ($(#[$meta:meta])* $kind:ident { $($name:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $kind {
            $($name),*
        }

        #[cfg(feature = "ssr")]
        impl $kind {
            pub(crate) const NAMES: &[&str] = &[$(stringify!($name)),*];
        }
    };
}
