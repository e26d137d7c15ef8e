"""A capture session over DevTools, engine-neutral; knows no vault and no Qt."""
