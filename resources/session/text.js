// The visible text of this frame.
({limit}) => (root ? root.innerText : '').slice(0, limit)
